"""How well citewell does: retrieval, answers and abstention, lists, checks."""

from assistant.evaluation.questions import (
    AnswerScores,
    AskedQuestion,
    QuestionReport,
    auroc,
    evaluate_questions,
    questions_for_evaluation,
    read_questions,
    risk_coverage,
)
from assistant.evaluation.retrieval import (
    EvidenceScores,
    RetrievalScores,
    benchmark_collection,
    evaluate_evidence,
    evaluate_retrieval,
    store_benchmark,
)

__all__ = [
    "AnswerScores",
    "AskedQuestion",
    "EvidenceScores",
    "QuestionReport",
    "RetrievalScores",
    "auroc",
    "benchmark_collection",
    "evaluate_evidence",
    "evaluate_questions",
    "evaluate_retrieval",
    "questions_for_evaluation",
    "read_questions",
    "risk_coverage",
    "store_benchmark",
]

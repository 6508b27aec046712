using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>What a condition is evaluated on, an instance or, in a schema query, a class alone; and the budget of the evaluation.</summary>
internal readonly record struct WqlRow(CimClass Class, CimInstance? Instance, EvaluationBudget Budget);

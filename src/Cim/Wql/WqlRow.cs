using Sekimori.Cim.Model;

namespace Sekimori.Cim.Wql;

/// <summary>What a condition is asked about: an instance, or in a schema query a class alone; and what the answer may cost.</summary>
internal readonly record struct WqlRow(CimClass Class, CimInstance? Instance, EvaluationBudget Budget);

namespace Sekimori.Posture.Checks;

/// <summary>What an operation that answers to a stranger means.</summary>
[Flags]
internal enum ProbedUse
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A caller without a logon reaches an interface that should require one (R03).</summary>
    Anonymous = 1,

    /// <summary>It makes the host log on elsewhere (R05).</summary>
    Coercion = 2,

    /// <summary>It runs programs (R06).</summary>
    Execution = 4,

    /// <summary>It changes the endpoint map (R02).</summary>
    MapperWrite = 8,
}

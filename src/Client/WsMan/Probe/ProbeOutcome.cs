namespace Sekimori.Client.WsMan.Probe;

/// <summary>How a step of a probe went.</summary>
internal enum ProbeOutcome
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>It works, but should be checked.</summary>
    Doubtful,

    /// <summary>It does not work; later steps that need it are left out.</summary>
    Bad,
}

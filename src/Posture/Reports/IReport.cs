namespace Sekimori.Posture.Reports;

/// <summary>A format of results. Hosts are written as they arrive, so that memory does not grow with them.</summary>
internal interface IReport
{
    /// <summary>Begins.</summary>
    void Begin(RunInfo run);

    /// <summary>Writes a host.</summary>
    void Add(HostResult result);

    /// <summary>Ends.</summary>
    void End(RunSummary summary);
}

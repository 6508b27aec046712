namespace Sekimori.Guard.Admission;

/// <summary>The counts of a <see cref="ConnectionAdmission"/> at one time.</summary>
internal record struct AdmissionCounts
{
    /// <summary>Connections that are not closed, including those that are closing.</summary>
    public int Connections { get; internal set; }

    /// <summary>Connections that have neither bound nor logged on.</summary>
    public int Opening { get; internal set; }

    /// <summary>Bound RPC connections without a logon.</summary>
    public int Bound { get; internal set; }

    /// <summary>Connections with a logon.</summary>
    public int LoggedOn { get; internal set; }

    /// <summary>Connections that were asked to close and have not closed yet.</summary>
    public int Leaving { get; internal set; }

    /// <summary>Bytes that are held for peers that have not logged on.</summary>
    public long Held { get; internal set; }

    /// <summary>The part of <see cref="Held"/> that belongs to closing connections.</summary>
    internal long HeldLeaving { get; set; }

    /// <summary>Peers that have a connection.</summary>
    public int Peers { get; internal set; }

    /// <summary>Peers that are remembered as having logged on.</summary>
    public int KnownPeers { get; internal set; }
}

namespace Sekimori.Guard.Admission;

/// <summary>What a <see cref="ConnectionAdmission"/> counts at one time.</summary>
public record struct AdmissionCounts
{
    /// <summary>Connections that are not closed, those on their way out included.</summary>
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

    /// <summary>Those of <see cref="Held"/> that go with connections on their way out.</summary>
    internal long HeldLeaving { get; set; }

    /// <summary>Peers that have a connection.</summary>
    public int Peers { get; internal set; }

    /// <summary>Peers that are remembered as having logged on.</summary>
    public int KnownPeers { get; internal set; }
}

using Sekimori.Guard;

namespace Sekimori.Observations;

/// <summary>
/// One thing that was seen at a door or in a capture: the only input of detection, service map, audit log and metrics.
/// Server, gateway and capture make the same record; what a source cannot see is empty.
/// </summary>
public sealed class Observation
{
    /// <summary>When.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Where it was observed.</summary>
    public required ObservationSource Source { get; init; }

    /// <summary>The observation.</summary>
    public required ObservationKind Kind { get; init; }

    /// <summary>Who started the connection.</summary>
    public required Endpoint Client { get; init; }

    /// <summary>Who answered.</summary>
    public required Endpoint Server { get; init; }

    /// <summary>How the bytes travelled.</summary>
    public Transport Transport { get; init; }

    /// <summary>The account, with its domain as "DOMAIN\name" where one was given; empty for an anonymous or unseen caller.</summary>
    public string Account { get; init; } = "";

    /// <summary>
    /// The account's groups: its roles here, and the SIDs that a Kerberos ticket vouches for. In JSON they stand with the logon alone.
    /// </summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>How the caller proved its identity: "NTLM", "Kerberos", "Basic" …; empty if it was not observed.</summary>
    public string Scheme { get; init; } = "";

    /// <summary>How far the exchange is protected.</summary>
    public ProtectionLevel Level { get; init; } = ProtectionLevel.None;

    /// <summary>The interface; null if there is none, or where a capture started too late to know.</summary>
    internal RpcInterface? Interface { get; init; }

    /// <summary>The interface's version as "1.0"; empty if it was not seen.</summary>
    public string Version { get; init; } = "";

    /// <summary>The operation's number; -1 where there is none.</summary>
    public int Opnum { get; init; } = -1;

    /// <summary>The named pipe without its leading "\pipe\"; empty if there is none.</summary>
    public string Pipe { get; init; } = "";

    /// <summary>WS-Management: the resource URI.</summary>
    public string Resource { get; init; } = "";

    /// <summary>WS-Management: the action URI.</summary>
    public string Action { get; init; } = "";

    /// <summary>What is known from inside.</summary>
    public FactSet Facts { get; init; } = FactSet.Empty;

    /// <summary>Size in bytes: of the stub of a call, of the body of a request.</summary>
    public long Bytes { get; init; }

    /// <summary>How long it took until the answer; zero if no answer was seen.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>
    /// The status that the server gave: an RPC fault, an NTSTATUS, an HTTP status; 0 is success, -1 means that none was seen.
    /// </summary>
    public long Status { get; init; } = -1;

    /// <summary>True for a bind by an alter_context.</summary>
    public bool IsAlter { get; init; }

    /// <summary>True if the interface was concluded from what the port answered for earlier, not from this connection's bind.</summary>
    public bool IsInferred { get; init; }

    /// <summary>True if the content is encrypted and was not read.</summary>
    public bool IsSealed { get; init; }

    /// <summary>The call id of RPC, the sequence number of a connectionless call.</summary>
    public uint CallId { get; init; }

    /// <summary>The operation's name; null if it is not known.</summary>
    public string? Operation => Interface?.Operation(Opnum);

    /// <summary>
    /// The observation as it may be kept for long: its facts are what the record holds of them (<see cref="FactSet.ToRecord"/>).
    /// </summary>
    public Observation ToRecord()
    {
        var facts = Facts.ToRecord();
        return ReferenceEquals(facts, Facts) ? this : With(facts);
    }

    /// <summary>The same observation with other facts.</summary>
    public Observation With(FactSet facts) => new()
    {
        Time = Time, Source = Source, Kind = Kind, Client = Client, Server = Server, Transport = Transport, Account = Account,
        Groups = Groups, Scheme = Scheme, Level = Level,
        Interface = Interface, Version = Version, Opnum = Opnum, Pipe = Pipe, Resource = Resource, Action = Action, Facts = facts,
        Bytes = Bytes, Duration = Duration, Status = Status,
        IsAlter = IsAlter, IsInferred = IsInferred, IsSealed = IsSealed, CallId = CallId,
    };
}

using System.Text.Json.Serialization;

namespace Sekimori.Gate.Gateway;

/// <summary>An open session as it is kept on disk, for `sekimori sessions` and for the start after a crash.</summary>
internal sealed record SessionNote
{
    /// <summary>The session's id.</summary>
    public required string Id { get; init; }

    /// <summary>"connect", "login", "wsman" or "rpc".</summary>
    public string Kind { get; init; } = "connect";

    /// <summary>The account.</summary>
    public required string Account { get; init; }

    /// <summary>How the caller logged on.</summary>
    public required string Scheme { get; init; }

    /// <summary>The caller's address and port.</summary>
    public required string Client { get; init; }

    /// <summary>The target's name.</summary>
    public required string Target { get; init; }

    /// <summary>The target's address and port.</summary>
    public required string Address { get; init; }

    /// <summary>Our own port towards the target.</summary>
    public required int SourcePort { get; init; }

    /// <summary>The policy rule that allowed it.</summary>
    public required string Rule { get; init; }

    /// <summary>When it was opened.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>When this was written.</summary>
    public required DateTimeOffset Noted { get; init; }

    /// <summary>Bytes to the target.</summary>
    public long Sent { get; init; }

    /// <summary>Bytes from the target.</summary>
    public long Received { get; init; }

    /// <summary>The note of a session as it is now.</summary>
    public static SessionNote Of(GatewaySession session, DateTimeOffset now) => new()
    {
        Id = session.Id, Kind = NameOf(session.Kind), Account = session.Caller.Account, Scheme = session.Caller.Scheme,
        Client = session.At.Client.ToString(), Target = session.Target.Name, Address = session.Remote?.ToString() ?? "",
        SourcePort = session.Source?.Port ?? 0,
        // What an RPC connection calls is evaluated at each call.
        Rule = session is { Kind: not SessionKind.Connect, Verdict.Rule: null } ? "" : session.Verdict.RuleName,
        Begun = session.Begun, Noted = now, Sent = session.Sent, Received = session.Received,
    };

    /// <summary>The name of a kind, for people and for JSON.</summary>
    public static string NameOf(SessionKind kind) => kind switch
    {
        SessionKind.Connect => "connect",
        SessionKind.Login => "login",
        SessionKind.WsMan => "wsman",
        SessionKind.Wmi => "wmi",
        _ => "rpc",
    };
}

/// <summary>The generated reader and writer of it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SessionNote))]
[JsonSerializable(typeof(IReadOnlyList<SessionNote>))]
internal sealed partial class SessionNoteJson : JsonSerializerContext;

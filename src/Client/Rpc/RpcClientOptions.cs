using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Security;

namespace Sekimori.Client.Rpc;

/// <summary>How an <see cref="RpcClient"/> connects, authenticates and waits.</summary>
public sealed record RpcClientOptions
{
    /// <summary>What is used by default: no authentication.</summary>
    public static RpcClientOptions Default { get; } = new();

    /// <summary>What is offered to the server and accepted from it.</summary>
    public RpcClientLimits Limits { get; init; } = RpcClientLimits.Default;

    /// <summary>The transfer syntaxes that are offered, in this order; the server chooses.</summary>
    public IReadOnlyList<SyntaxId> TransferSyntaxes { get; init; } = [SyntaxId.Ndr20, SyntaxId.Ndr64];

    /// <summary>Makes the security context; null: no authentication.</summary>
    public ISecurityInitiator? Security { get; init; }

    /// <summary>The scheme; null: the strongest that <see cref="Security"/> has.</summary>
    public SecurityScheme? Scheme { get; init; }

    /// <summary>How far calls are protected, with <see cref="Security"/>.</summary>
    public ProtectionLevel Level { get; init; } = ProtectionLevel.Privacy;

    /// <summary>The server's principal name as service/host; null: host/ and the name that was connected to.</summary>
    public string? Target { get; init; }

    /// <summary>The association group to join, to share context handles with another connection; 0 for a new one.</summary>
    public uint Group { get; init; }

    /// <summary>True if each bind is followed by a call at once: the last leg of a logon, which has no answer, is sent with it.</summary>
    internal bool CallsAtOnce { get; init; }

    /// <summary>
    /// True if callers only pass answers on: what continues with an answer neither blocks nor waits for another one, and nothing is read
    /// meanwhile.
    /// </summary>
    internal bool AnswersArePassedOn { get; init; }

    /// <summary>How long to wait for the connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for each answer to a bind.</summary>
    public TimeSpan BindTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait for each answer to a call.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromMinutes(2);
}

using Sekimori.Client.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.Survey.Logon;

/// <summary>How to log on to hosts.</summary>
/// <param name="Name">The account's name, for reports.</param>
/// <param name="Credential">The credential. A scheme that hands over the password is never used.</param>
internal sealed record LogonOptions(string Name, Credential Credential)
{
    /// <summary>The client's side of the schemes.</summary>
    public ISecurityInitiator Initiator { get; } = new SecurityInitiator(Credential);

    /// <summary>Which certificates are trusted.</summary>
    public WsManTrust Trust { get; init; } = new();

    /// <summary>Which protocol.</summary>
    public LogonDoorChoice Door { get; init; }

    /// <summary>Whether classes of root/cimv2 are read besides the configuration and the registry.</summary>
    public bool ReadsClasses { get; init; } = true;

    /// <summary>Whether to find the least level of each RPC interface: a logon for each level and interface.</summary>
    public bool AsksLevels { get; init; }

    /// <summary>Whether a question may be asked that leaves a failed logon on the host.</summary>
    public bool AllowFailedLogon { get; init; }

    /// <summary>What is known about the credential in this run.</summary>
    public LogonGate Gate { get; } = new();
}

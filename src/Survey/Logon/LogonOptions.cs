using Sekimori.Client.WsMan;
using Sekimori.Security;

namespace Sekimori.Survey.Logon;

/// <summary>How to log on to hosts: one logon for each, over WS-Management.</summary>
/// <param name="Name">The account's name, for reports.</param>
/// <param name="Initiator">The credential. A scheme that hands over the password is never used.</param>
internal sealed record LogonOptions(string Name, ISecurityInitiator Initiator)
{
    /// <summary>Which certificates are trusted.</summary>
    public WsManTrust Trust { get; init; } = new();

    /// <summary>Whether classes of root/cimv2 are read besides the configuration and the registry.</summary>
    public bool ReadsClasses { get; init; } = true;

    /// <summary>Whether a question may be asked that leaves a failed logon on the host.</summary>
    public bool AllowFailedLogon { get; init; }

    /// <summary>What is known about the credential in this run.</summary>
    public LogonGate Gate { get; } = new();
}

using Sekimori.App.Terminal;
using Sekimori.Cim.Model;
using Sekimori.Client.Wmi;

namespace Sekimori.App.Wmi;

/// <summary>What a failure of WMI is called, and what to do about it: for error lines and `sekimori wmi ping`.</summary>
internal static class WmiAdvice
{
    /// <summary>The failure as the end of a command.</summary>
    /// <param name="failure">What the client says.</param>
    /// <param name="host">The server.</param>
    public static CommandException ToCommand(WmiClientException failure, string host) =>
        new(failure.IsRefusal ? ExitCode.Refused : ExitCode.Failed, Line(failure, host), failure);

    /// <summary>What went wrong, where, with the status' name and number, and what to do.</summary>
    public static string Line(WmiClientException failure, string host)
    {
        var message = failure.Message.TrimEnd('.');
        var place = message.Contains(host, StringComparison.OrdinalIgnoreCase) ? "" : host + ": ";
        var status = failure.Status is { } number && !message.Contains($"0x{number:x8}", StringComparison.OrdinalIgnoreCase)
            ? $" ({NameOf(number)}0x{number:X8})" : "";
        return place + message + status + (AdviceOf(failure.Failure) is { Length: > 0 } advice ? "; " + advice : "");
    }

    /// <summary>The failure in a few words.</summary>
    public static string TitleOf(WmiFailure failure) => failure switch
    {
        WmiFailure.NoRoute => "no route",
        WmiFailure.MapperClosed => "port of the resolver closed",
        WmiFailure.ExporterClosed => "port of the objects closed",
        WmiFailure.Version => "version",
        WmiFailure.Level => "protection level",
        WmiFailure.LaunchRight => "no right to activate",
        WmiFailure.AccessRight => "no right to access",
        WmiFailure.NamespaceRight => "no right to the namespace",
        WmiFailure.Clock => "clock",
        WmiFailure.Name => "name",
        WmiFailure.Logon => "logon",
        WmiFailure.NotFound => "not found",
        WmiFailure.Timeout => "no answer",
        WmiFailure.ConnectionLost => "connection lost",
        WmiFailure.Protocol => "not a server of WMI",
        WmiFailure.OverLimit => "too many objects",
        _ => "error of the server",
    };

    /// <summary>What to do about it; empty where the message says it.</summary>
    public static string AdviceOf(WmiFailure failure) => failure switch
    {
        WmiFailure.NoRoute =>
            "check address, network and VPN; a firewall that drops packets looks the same: allow TCP 135 (Windows: the rule group " +
            "\"Windows Management Instrumentation (WMI)\")",
        WmiFailure.MapperClosed =>
            "start the RPC service there (Windows: RpcSs; Sekimori: sekimori serve), or allow TCP 135 in the firewall that rejects it " +
            "(Windows: the rule group \"Windows Management Instrumentation (WMI)\"); --port names another port",
        WmiFailure.ExporterClosed =>
            "allow this port in the firewall: Windows uses 49152-65535 (rule \"Windows Management Instrumentation (WMI-In)\"), or 24158 " +
            "after winmgmt /standalonehost; Sekimori the port of rpc: dynamic-port, which can be 135",
        WmiFailure.Version => "the server speaks another version of DCOM than 5.7: update it, or use WS-Management (sekimori wsman)",
        WmiFailure.Level =>
            "the server wants a higher level (Windows: RequireIntegrityActivationAuthenticationLevel, KB5004442; Sekimori: rpc: " +
            "least-levels): use --level privacy",
        WmiFailure.LaunchRight =>
            "let the account activate objects: Windows: add it to \"Distributed COM Users\", or allow Remote Launch and Remote " +
            "Activation in dcomcnfg, COM Security; Sekimori: give the account a role, and check rules with clsid: in its policy",
        WmiFailure.AccessRight =>
            "let the account call objects: Windows: allow Remote Access in dcomcnfg, COM Security, Access Permissions; Sekimori: check " +
            "the policy",
        WmiFailure.NamespaceRight =>
            "let the account into the namespace: Windows: allow Enable Account and Remote Enable in wmimgmt.msc, Security (local " +
            "administrators also need LocalAccountTokenFilterPolicy); Sekimori: give the account a role",
        WmiFailure.Clock => "set the clocks: Kerberos rejects differences of five minutes and more (chronyc makestep; w32tm /resync)",
        WmiFailure.Name => "check the spelling and DNS; for Kerberos use the full name that the server has in its realm",
        WmiFailure.Logon =>
            "check user and password; a domain's user is DOMAIN\\user or user@REALM, a user of the machine the name alone",
        WmiFailure.Timeout => "--timeout sets a longer wait",
        WmiFailure.OverLimit => "--max-items sets another limit",
        WmiFailure.ConnectionLost => "the server's log says why; this machine may not be on its allow list",
        _ => "",
    };

    private static string NameOf(uint status) =>
        Enum.IsDefined((CimStatus)status) ? (CimStatus)status + ", " : status == 0x80070005 ? "access denied, " : "";
}

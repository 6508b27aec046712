using System.CommandLine;
using Sekimori.App.Rpc;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using Sekimori.Client.WsMan;
using Sekimori.Security.Credentials;
using Sekimori.Survey.Logon;

namespace Sekimori.App.Posture;

/// <summary>The account of `sekimori audit run` and `audit worker`. The password is asked for once, and is in no store.</summary>
internal static class AuditLogon
{
    /// <summary>The name of the client's machine in NTLM logons: logs of hosts show whose logon it was.</summary>
    public const string UsualWorkstation = "sekimori-audit";

    private const string Tickets = "(tickets)";

    // [MS-NLMP] 2.2.2.1: the name is a NetBIOS name.
    private const int MaxWorkstation = 15;

    private static readonly Option<bool> Insecure = new("--insecure")
    {
        Description = "Log on over HTTPS with any certificate. A man in the middle cannot read the password, but can use the logon.",
    };

    private static readonly Option<bool> AllowFailed = new("--allow-failed-logon")
    {
        Description = "Ask also what leaves a failed logon (channel binding, NTLMv1): two for the account in a run, none for one that "
            + "has failed before.",
    };

    private static readonly Option<bool> Levels = new("--levels")
    {
        Description = "Find the least level of protection of each RPC interface too: some four logons for an interface.",
    };

    private static readonly Option<string> Door = new Option<string>("--door")
    {
        Description = "The protocol of the logon: wsman, wmi (WMI over DCOM, encrypted), or auto: wmi if no WS-Management port accepts a "
            + "connection (default: wsman).",
        DefaultValueFactory = _ => "wsman",
    }.AcceptOnlyFromAmong("auto", "wsman", "wmi");

    private static readonly Option<string> Workstation = new("--workstation")
    {
        Description = "The machine's name in NTLM logons, which logs of hosts show; '' for none. An account that may log on from certain "
            + $"machines only needs one of their names (default: {UsualWorkstation}).",
        HelpName = "NAME",
        DefaultValueFactory = _ => UsualWorkstation,
        CustomParser = argument =>
        {
            if (TryWorkstation(argument.Tokens[0].Value, out var name, out var reason)) return name!;
            argument.AddError($"--workstation: {Printable.Of(reason!)}");
            return UsualWorkstation;
        },
    };

    /// <summary>The options.</summary>
    public static IReadOnlyList<Option> Options { get; } =
    [
        RpcLogon.User, RpcLogon.Kerberos, WsManCredentials.Tickets, StandardOptions.PasswordStdin, Door, Workstation, Levels, Insecure,
        AllowFailed,
    ];

    /// <summary>Reads the name of a machine; empty for none.</summary>
    public static bool TryWorkstation(string text, out string? value, out string? reason)
    {
        value = text;
        var isName = text.Length <= MaxWorkstation && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        reason = isName ? null : $"'{text}' is no name of at most {MaxWorkstation} letters, digits, '-', '_' and '.'";
        return isName;
    }

    /// <summary>The name of the credential that the command line names; empty for none. Asks for nothing.</summary>
    public static string NameOf(ParseResult result) => result.GetValue(RpcLogon.User)
        ?? (result.GetValue(RpcLogon.Kerberos) || result.GetValue(WsManCredentials.Tickets) is not null ? Tickets : "");

    /// <summary>The logon of the command line; null for none. Asks for a password where one is needed.</summary>
    public static LogonOptions? Read(ParseResult result)
    {
        var name = NameOf(result);
        if (name.Length == 0)
            return result.GetValue(AllowFailed) || result.GetValue(StandardOptions.PasswordStdin) || result.GetValue(Insecure)
                || result.GetValue(Levels)
                ? throw new CommandException(ExitCode.Failed,
                    "--allow-failed-logon, --levels, --insecure and --password-stdin need --user or --kerberos")
                : null;
        var user = result.GetValue(RpcLogon.User);
        Credential credential = result.GetValue(RpcLogon.Kerberos) || result.GetValue(WsManCredentials.Tickets) is not null
            ? new KerberosCredential { Principal = user, Cache = result.GetValue(WsManCredentials.Tickets) }
            : PasswordCredential.Parse(user!, WsManCredentials.Password(result, user!, "the hosts of the audit"),
                result.GetValue(Workstation)!);
        return new(name, credential)
        {
            AllowFailedLogon = result.GetValue(AllowFailed), AsksLevels = result.GetValue(Levels),
            Door = result.GetValue(Door) switch
            {
                "wmi" => LogonDoorChoice.Wmi,
                "auto" => LogonDoorChoice.Auto,
                _ => LogonDoorChoice.WsMan,
            },
            Trust = new WsManTrust { AuthorityFile = result.GetValue(RunOptions.Authorities), Anyone = result.GetValue(Insecure) },
        };
    }
}

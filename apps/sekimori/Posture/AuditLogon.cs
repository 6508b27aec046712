using System.CommandLine;
using Sekimori.App.Rpc;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using Sekimori.Client.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Survey.Logon;

namespace Sekimori.App.Posture;

/// <summary>The account of `sekimori audit run` and `audit worker`. The password is asked for once, and is in no store.</summary>
internal static class AuditLogon
{
    private const string Tickets = "(tickets)";

    private static readonly Option<bool> Insecure = new("--insecure")
    {
        Description = "Log on over HTTPS with any certificate. A man in the middle cannot read the password, but can use the logon.",
    };

    private static readonly Option<bool> AllowFailed = new("--allow-failed-logon")
    {
        Description = "Ask also what leaves a failed logon: at most one for each host, and two for the account in a run.",
    };

    /// <summary>The options.</summary>
    public static IReadOnlyList<Option> Options { get; } =
        [RpcLogon.User, RpcLogon.Kerberos, WsManCredentials.Tickets, StandardOptions.PasswordStdin, Insecure, AllowFailed];

    /// <summary>The name of the credential that the command line names; empty for none. Asks for nothing.</summary>
    public static string NameOf(ParseResult result) => result.GetValue(RpcLogon.User)
        ?? (result.GetValue(RpcLogon.Kerberos) || result.GetValue(WsManCredentials.Tickets) is not null ? Tickets : "");

    /// <summary>The logon of the command line; null for none. Asks for a password where one is needed.</summary>
    public static LogonOptions? Read(ParseResult result)
    {
        var name = NameOf(result);
        if (name.Length == 0)
            return result.GetValue(AllowFailed) || result.GetValue(StandardOptions.PasswordStdin) || result.GetValue(Insecure)
                ? throw new CommandException(ExitCode.Failed,
                    "--allow-failed-logon, --insecure and --password-stdin need --user or --kerberos")
                : null;
        var user = result.GetValue(RpcLogon.User);
        Credential credential = result.GetValue(RpcLogon.Kerberos) || result.GetValue(WsManCredentials.Tickets) is not null
            ? new KerberosCredential { Principal = user, Cache = result.GetValue(WsManCredentials.Tickets) }
            : PasswordCredential.Parse(user!, WsManCredentials.Password(result, user!, "the hosts of the audit"));
        return new(name, new SecurityInitiator(credential))
        {
            AllowFailedLogon = result.GetValue(AllowFailed),
            Trust = new WsManTrust { AuthorityFile = result.GetValue(RunOptions.Authorities), Anyone = result.GetValue(Insecure) },
        };
    }
}

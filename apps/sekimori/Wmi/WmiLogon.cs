using System.CommandLine;
using Sekimori.App.Rpc;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.App.Wmi;

/// <summary>The credentials of a WMI command, its security scheme, and the protection of its calls.</summary>
internal static class WmiLogon
{
    private static readonly (string Name, SecurityScheme Scheme)[] Schemes =
        [("ntlm", SecurityScheme.Ntlm), ("spnego", SecurityScheme.Spnego), ("kerberos", SecurityScheme.Kerberos)];

    private static readonly Option<SecurityScheme?> Security = new Option<SecurityScheme?>("--security")
    {
        Description = "The authentication scheme: ntlm, spnego or kerberos (default: the strongest that both sides have).",
        HelpName = "SCHEME",
        CustomParser = argument =>
        {
            foreach (var (name, scheme) in Schemes)
                if (argument.Tokens[0].Value == name) return scheme;
            argument.AddError($"--security: '{Printable.Of(argument.Tokens[0].Value)}' is not ntlm, spnego or kerberos");
            return null;
        },
    }.WithWords(Schemes.Select(scheme => scheme.Name));

    // [MS-DCOM] objects are not called with less: KB5004442.
    private static readonly Option<string> Level = new Option<string>("--level")
    {
        Description = "The protection of calls: integrity or privacy (default: privacy).", DefaultValueFactory = _ => "privacy",
    }.AcceptOnlyFromAmong("integrity", "privacy");

    private static readonly Option<string?> Service = new("--service")
    {
        Description = "The service of the Kerberos ticket (default: host/ and HOST).", HelpName = "host/NAME"
    };

    /// <summary>The options.</summary>
    public static IEnumerable<Option> Options =>
        [RpcLogon.User, Security, RpcLogon.Kerberos, WsManCredentials.Tickets, Service, Level, StandardOptions.PasswordStdin];

    /// <summary>The protection of calls.</summary>
    public static ProtectionLevel LevelOf(ParseResult result) =>
        result.GetValue(Level) == "integrity" ? ProtectionLevel.Integrity : ProtectionLevel.Privacy;

    /// <summary>The service of the ticket; null for the usual one.</summary>
    public static string? ServiceOf(ParseResult result) => result.GetValue(Service);

    /// <summary>The scheme; null for the strongest one.</summary>
    public static SecurityScheme? SchemeOf(ParseResult result)
    {
        if (!result.GetValue(RpcLogon.Kerberos)) return result.GetValue(Security);
        return result.GetValue(Security) is null or SecurityScheme.Kerberos
            ? SecurityScheme.Kerberos
            : throw new CommandException(ExitCode.Failed, "--kerberos and --security contradict each other");
    }

    /// <summary>The identity to log on with; null if the command line names none. Asks for a password where one is needed.</summary>
    public static Credential? CredentialOf(ParseResult result, string host)
    {
        var (user, cache) = (result.GetValue(RpcLogon.User), result.GetValue(WsManCredentials.Tickets));
        var scheme = SchemeOf(result);
        // --kerberos: tickets that are there, of --user if it is given; --security kerberos with a user: a password gets the ticket.
        var hasTickets = cache is not null || result.GetValue(RpcLogon.Kerberos)
            || (user is null && scheme is SecurityScheme.Kerberos or SecurityScheme.Spnego);
        if (hasTickets)
            return scheme == SecurityScheme.Ntlm
                ? throw new CommandException(ExitCode.Failed, "--ticket-cache and --security ntlm contradict each other")
                : new KerberosCredential { Principal = user, Cache = cache };
        return user is null ? null : PasswordCredential.Parse(user, WsManCredentials.Password(result, user, host));
    }
}

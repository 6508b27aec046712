using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.App.WsMan;

/// <summary>The credentials and scheme of a WS-Management command.</summary>
internal static class WsManCredentials
{
    private static readonly (string Name, WsManAuthentication Scheme)[] Schemes =
    [
        ("auto", WsManAuthentication.Automatic), ("basic", WsManAuthentication.Basic), ("digest", WsManAuthentication.Digest),
        ("negotiate", WsManAuthentication.Negotiate), ("ntlm", WsManAuthentication.Ntlm),
        ("kerberos", WsManAuthentication.Kerberos), ("certificate", WsManAuthentication.Certificate),
        ("credssp", WsManAuthentication.CredSsp),
    ];

    private static readonly string Names = string.Join(", ", Schemes.Select(scheme => scheme.Name));

    private static readonly Option<string?> User = new("--user", "-u")
    {
        Description = $"Log on as this account. The password comes from a prompt, --password-stdin or {RawInput.PasswordVariable}.",
        HelpName = "NAME"
    };
    private static readonly Option<WsManAuthentication> Authentication = new Option<WsManAuthentication>("--auth")
    {
        Description =
            $"The authentication scheme: {Names} (default: auto, the strongest that the server offers; it sends the password itself, as " +
            $"basic and credssp do, only if there is no other way).",
        HelpName = "SCHEME",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            foreach (var (name, scheme) in Schemes)
            {
                if (text == name) return scheme;
            }

            argument.AddError($"--auth: '{Printable.Of(text)}' is not one of {Names}");
            return default;
        },
    }.WithWords(Schemes.Select(scheme => scheme.Name));

    /// <summary>--ticket-cache.</summary>
    public static Option<string?> Tickets { get; } = new("--ticket-cache")
    {
        Description =
            "Log on with the Kerberos tickets in this cache (default for --auth kerberos or negotiate without --user: those of kinit).",
        HelpName = "FILE:PATH"
    };
    private static readonly Option<string?> Service = new("--service")
    {
        Description = "The service of the Kerberos ticket (default: HTTP/ and the host of URL).", HelpName = "HTTP/HOST"
    };

    /// <summary>The options.</summary>
    public static IEnumerable<Option> Options =>
        [User, Authentication, StandardOptions.PasswordStdin, Tickets, Service, .. ClientCertificateFile.Options];

    /// <summary><paramref name="options"/> with the logon of the command line.</summary>
    public static WsManClientOptions Apply(ParseResult result, Uri address, WsManClientOptions options)
    {
        var scheme = result.GetValue(Authentication);
        var (user, cache) = (result.GetValue(User), result.GetValue(Tickets));
        var hasTickets = HasTickets(result);
        var password = user is null || hasTickets ? null : Password(result, user, address.Host);
        return options with
        {
            UserName = user,
            Password = password,
            Authentication = scheme,
            Service = result.GetValue(Service),
            ClientCertificate = ClientCertificateFile.Read(result),
            Initiator = hasTickets ? new SecurityInitiator(new KerberosCredential { Principal = user, Cache = cache })
                : user is null || password is null || scheme == WsManAuthentication.Basic ? null
                : new SecurityInitiator(PasswordCredential.Parse(user, password)),
        };
    }

    /// <summary>The option of a logon that only WS-Management has; null if there is none.</summary>
    public static string? BoundToWsMan(ParseResult result) => ClientCertificateFile.IsGiven(result) ? "--client-certificate"
        : result.GetValue(Service) is not null ? "--service"
        : result.GetValue(Authentication) is WsManAuthentication.Automatic or WsManAuthentication.Negotiate or WsManAuthentication.Ntlm
        or WsManAuthentication.Kerberos ? null
        : "--auth " + Schemes.First(scheme => scheme.Scheme == result.GetValue(Authentication)).Name;

    /// <summary>The scheme of --auth for WMI; null for the strongest one.</summary>
    public static SecurityScheme? SchemeOf(ParseResult result) => result.GetValue(Authentication) switch
    {
        WsManAuthentication.Ntlm => SecurityScheme.Ntlm,
        WsManAuthentication.Kerberos => SecurityScheme.Kerberos,
        WsManAuthentication.Negotiate => SecurityScheme.Spnego,
        _ => null,
    };

    /// <summary>The identity of the command line for WMI; null if it names none. Asks for a password where one is needed.</summary>
    public static Credential? CredentialOf(ParseResult result, string host)
    {
        var user = result.GetValue(User);
        if (HasTickets(result)) return new KerberosCredential { Principal = user, Cache = result.GetValue(Tickets) };
        return user is null ? null : PasswordCredential.Parse(user, Password(result, user, host));
    }

    private static bool HasTickets(ParseResult result) => result.GetValue(Tickets) is not null
        || (result.GetValue(User) is null
        && result.GetValue(Authentication) is WsManAuthentication.Kerberos or WsManAuthentication.Negotiate);

    /// <summary>The password of <paramref name="user"/>, from the place that the options name, or a prompt.</summary>
    public static string Password(ParseResult result, string user, string host)
    {
        if (result.GetValue(StandardOptions.PasswordStdin)) return RawInput.ReadPassword();
        return RawInput.PasswordOfEnvironment ?? PasswordPrompt.Ask($"Password of {user} at {host}");
    }
}

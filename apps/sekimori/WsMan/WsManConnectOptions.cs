using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.App.WsMan;

/// <summary>The options by which every command of WS-Management reaches its service.</summary>
internal static class WsManConnectOptions
{
    /// <summary>The environment variable for a password: for scripts that have no pipe to spare. Others of the same user can read it, as they can read this process's memory.</summary>
    private const string PasswordVariable = "SEKIMORI_PASSWORD";

    private static readonly Option<string?> User = new("--user", "-u") { Description = $"Log on as this account. The password is asked for, or comes by --password-stdin or {PasswordVariable}.", HelpName = "NAME" };
    private static readonly Option<WsManAuthentication> Authentication = new("--auth")
    {
        Description = "How to log on: auto (the default: the strongest that the server offers), basic, negotiate, ntlm, kerberos.",
        HelpName = "SCHEME",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (text == "auto") return WsManAuthentication.Automatic;
            if (text is "basic" or "negotiate" or "ntlm" or "kerberos") return Enum.Parse<WsManAuthentication>(text, ignoreCase: true);
            argument.AddError($"--auth: '{Printable.Of(text)}' is none of auto, basic, negotiate, ntlm, kerberos");
            return default;
        },
    };

    private static readonly Option<string?> Authorities = new("--ca") { Description = "Believe servers whose certificate comes from an authority in this PEM file; a self-signed certificate is its own.", HelpName = "FILE" };
    private static readonly Option<string?> Fingerprint = new("--fingerprint") { Description = "Believe the one certificate with this SHA-256.", HelpName = "HEX" };
    private static readonly Option<bool> Insecure = new("--insecure") { Description = "Believe any certificate. Whoever sits between can then read and change everything, the password too." };
    private static readonly Option<bool> Unencrypted = new("--allow-unencrypted") { Description = "Send over plain HTTP what nothing encrypts, the password too." };
    private static readonly Option<int> Timeout = new("--timeout")
    {
        Description = "Seconds that the service may take over one request (default: 60).", HelpName = "SECONDS", DefaultValueFactory = _ => 60,
    };

    /// <summary>Adds the options to a command.</summary>
    public static Command Reaching(this Command command)
    {
        foreach (var option in new Option[] { User, Authentication, StandardOptions.PasswordStdin, Authorities, Fingerprint, Insecure, Unencrypted, Timeout }) command.Options.Add(option);
        return command;
    }

    /// <summary>The client that the options describe.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="address">The service as typed.</param>
    public static WsManClient Client(ParseResult result, string address)
    {
        var (uri, options) = Read(result, address);
        return new WsManClient(uri, options);
    }

    /// <summary>The service, and how to speak to it.</summary>
    public static (Uri Address, WsManClientOptions Options) Read(ParseResult result, string address)
    {
        var uri = WsManAddress.Parse(address);
        var user = result.GetValue(User);
        var password = user is null ? null : Password(result, user, uri.Host);
        var seconds = result.GetValue(Timeout);
        if (seconds is < 1 or > 86400) throw new CommandException(ExitCode.Failed, "--timeout takes 1 to 86400 seconds");
        return (uri, new WsManClientOptions
        {
            UserName = user,
            Password = password,
            Initiator = Initiator(result, user, password),
            Authentication = result.GetValue(Authentication),
            AllowUnencrypted = result.GetValue(Unencrypted),
            OperationTimeout = TimeSpan.FromSeconds(seconds),
            Trust = new WsManTrust { AuthorityFile = result.GetValue(Authorities), Fingerprint = result.GetValue(Fingerprint), Anyone = result.GetValue(Insecure) },
        });
    }

    private static SecurityInitiator? Initiator(ParseResult result, string? user, string? password)
    {
        if (result.GetValue(Authentication) == WsManAuthentication.Basic || user is null || password is null) return null;
        return new SecurityInitiator(PasswordCredential.Parse(user, password));
    }

    /// <summary>The password of <paramref name="user"/>, from where the options say, or asked for.</summary>
    public static string Password(ParseResult result, string user, string host)
    {
        if (result.GetValue(StandardOptions.PasswordStdin)) return RawInput.ReadPassword();
        return Environment.GetEnvironmentVariable(PasswordVariable) is { Length: > 0 } password ? password : PasswordPrompt.Ask($"Password of {user} at {host}");
    }
}

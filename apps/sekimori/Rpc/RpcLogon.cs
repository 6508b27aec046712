using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.App.WsMan;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Security;
using Sekimori.Security.Credentials;

namespace Sekimori.App.Rpc;

/// <summary>The credentials of an RPC command, and the protection of its calls.</summary>
internal static class RpcLogon
{
    /// <summary>--user.</summary>
    public static Option<string?> User { get; } = new("--user", "-u")
    {
        Description = "Log on as this account: name, DOMAIN\\name or name@REALM. Prompts for the password.", HelpName = "NAME"
    };
    /// <summary>--kerberos.</summary>
    public static Option<bool> Kerberos { get; } = new("--kerberos", "-k") { Description = "Log on with the Kerberos tickets of kinit." };
    private static readonly Option<ProtectionLevel?> Level = new Option<ProtectionLevel?>("--level")
    {
        Description = "connect, packet, integrity or privacy (default: privacy).",
        HelpName = "LEVEL",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (text is "connect" or "packet" or "integrity" or "privacy")
                return Enum.Parse<ProtectionLevel>(text, ignoreCase: true);
            argument.AddError($"--level: '{text}' is not connect, packet, integrity or privacy");
            return null;
        },
    }.WithWords("connect", "packet", "integrity", "privacy");

    /// <summary>Adds the options to a command.</summary>
    public static Command AsSomebody(this Command command)
    {
        foreach (var option in new Option[] { User, Kerberos, Level, StandardOptions.PasswordStdin })
            command.Options.Add(option);
        return command;
    }

    /// <summary><paramref name="options"/> with the logon of the command line; unchanged if it has none.</summary>
    public static RpcClientOptions Apply(ParseResult result, RpcBinding binding, RpcClientOptions options)
    {
        if (Credential(result, binding) is not { } credential)
            return options;
        var scheme = result.GetValue(Kerberos) ? SecurityScheme.Kerberos : (SecurityScheme?)null;
        return options with
        {
            Security = new SecurityInitiator(credential),
            Scheme = scheme,
            Level = result.GetValue(Level) ?? ProtectionLevel.Privacy
        };
    }

    private static Credential? Credential(ParseResult result, RpcBinding binding)
    {
        var user = result.GetValue(User);
        if (result.GetValue(Kerberos))
            return new KerberosCredential { Principal = user };
        if (user is null)
            return result.GetValue(Level) is null
                ? null
                : throw new CommandException(ExitCode.Failed, "--level needs --user or --kerberos");
        return PasswordCredential.Parse(user, WsManCredentials.Password(result, user, binding.Host));
    }
}

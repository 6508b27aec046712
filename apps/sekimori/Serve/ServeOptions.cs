using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Sekimori.App.Settings;
using Sekimori.App.Terminal;
using Sekimori.Gate;
using Sekimori.Gate.Settings;
using Sekimori.Guard.Connect;
using Sekimori.Server.Rpc;

namespace Sekimori.App.Serve;

/// <summary>The options of `sekimori serve`: the settings file, and what overrides it.</summary>
internal static class ServeOptions
{
    public static readonly Option<string?> SettingsFile = new("--settings")
    {
        Description = "A YAML file of settings; the options below override it.", HelpName = "FILE"
    };
    private static readonly Option<IPAddress[]> Address =
        Many<IPAddress>("--address", "ADDRESS", "Listen on this address only; may be repeated (default: every address).",
        SettingValues.Address);
    private static readonly Option<AddressRange[]> Allow =
        Many<AddressRange>("--allow", "CIDR", "Allow connections from these addresses; may be repeated (default: this machine only).",
        SettingValues.Range);
    private static readonly Option<string?> Policy = new("--policy")
    {
        Description = "The policy (YAML), reloaded when it changes (default: allowed addresses may do what their roles permit).",
        HelpName = "FILE"
    };
    private static readonly Option<bool> WithoutPolicy = new("--without-policy")
    {
        Description = "Serve public addresses without a policy."
    };
    private static readonly Option<string?> AuditDatabase = new("--audit-database")
    {
        Description =
            "Copy the audit log to this PostgreSQL database, for queries. Command lines are visible to all users: put passwords into a " +
            "file.", HelpName = "CONNECTION"
    };
    private static readonly Option<string?> AuditDatabaseFile = new("--audit-database-file")
    {
        Description = "A file that contains the connection string.", HelpName = "FILE"
    };
    private static readonly Option<int?> MetricsPort =
        Port("--metrics-port", "The port for /metrics and /health on 127.0.0.1, or 'off' (default: off).");
    private static readonly Option<int?> RpcPort = Port("--rpc-port", "The RPC endpoint mapper's port, or 'off' (default: 135).");
    private static readonly Option<PortRange?> RpcDynamicPort =
        One<PortRange>("--rpc-dynamic-port", "PORT|FIRST-LAST",
        "The RPC endpoint's port, or a range to choose it from (default: 49152-65535). The mapper's port serves both.",
        SettingValues.Ports);
    private static readonly Option<int?> HttpPort = Port("--http-port", "The port for WS-Management over HTTP, or 'off' (default: 5985).");
    private static readonly Option<int?> HttpsPort =
        Port("--https-port", "The port for WS-Management over HTTPS, or 'off' (default: 5986).");
    private static readonly Option<string?> Certificate = new("--certificate")
    {
        Description = "Your own certificate for HTTPS, PEM with its key or PFX (default: one is created).", HelpName = "FILE"
    };
    private static readonly Option<string?> AnonymousIdentify =
        new Option<string?>("--identify-without-authentication")
        {
            Description = "Answer Identify without a logon; the answer then reveals nothing about the system (default: on)."
        }.AcceptOnlyFromAmong("on", "off");
    private static readonly Option<string?> Keeper = new("--keeper")
    {
        Description = "The socket of `sekimori keeper`, which performs operations that need root for an unprivileged server.",
        HelpName = "PATH"
    };
    private static readonly Option<bool> TrustOperators = new("--trust-operators")
    {
        Description = "Without root: give operators all rights of this server. Their shells and processes run as the server itself."
    };
    private static readonly Option<string?> LogFormat = new Option<string?>("--log-format")
    {
        Description = "text or json (default: text)."
    }.AcceptOnlyFromAmong("text", "json");

    public static void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            SettingsFile, Address, Allow, Policy, WithoutPolicy, RpcPort, RpcDynamicPort, HttpPort, HttpsPort, StandardOptions.Data,
            Certificate, AnonymousIdentify, Keeper, TrustOperators, AuditDatabase, AuditDatabaseFile, MetricsPort, LogFormat
        })
            command.Options.Add(option);
    }

    /// <summary>The settings file over the defaults, and the command line over both.</summary>
    /// <exception cref="CommandException">The settings file cannot be read, or contains an invalid value.</exception>
    public static GateSettings Settings(ParseResult result) => Settings(result, new GateSettings());

    /// <summary>The same over other defaults.</summary>
    /// <exception cref="CommandException">The settings file cannot be read, or contains an invalid value.</exception>
    public static GateSettings Settings(ParseResult result, GateSettings defaults)
    {
        var settings = result.GetValue(SettingsFile) is { } file ? ReadFile(file, defaults) : defaults;
        return settings with
        {
            Command = CalledAs.Command,
            Addresses = result.GetValue(Address) is { Length: > 0 } addresses ? [.. addresses] : settings.Addresses,
            Allow = result.GetValue(Allow) is { Length: > 0 } ranges ? new AddressList([.. ranges]) : settings.Allow,
            Data = result.GetValue(StandardOptions.Data) ?? settings.Data,
            Rpc = settings.Rpc with
            {
                Port = result.GetValue(RpcPort) ?? settings.Rpc.Port,
                DynamicPort = result.GetValue(RpcDynamicPort) ?? settings.Rpc.DynamicPort
            },
            WsManPorts = new()
            {
                Http = result.GetValue(HttpPort) ?? settings.WsManPorts.Http,
                Https = result.GetValue(HttpsPort) ?? settings.WsManPorts.Https
            },
            WsMan = result.GetValue(AnonymousIdentify) is { } identify
                ? settings.WsMan with { AnonymousIdentify = identify == "on" }
                : settings.WsMan,
            Certificate = result.GetValue(Certificate) is { } certificate
                ? new CertificateSettings { File = Path.GetFullPath(certificate) }
                : settings.Certificate,
            Guard = settings.Guard with
            {
                Policy = result.GetValue(Policy) is { } policy ? Path.GetFullPath(policy) : settings.Guard.Policy,
                WithoutPolicy = result.GetValue(WithoutPolicy) || settings.Guard.WithoutPolicy,
                Audit = Audit(result, settings.Guard.Audit),
                Metrics = settings.Guard.Metrics with { Port = result.GetValue(MetricsPort) ?? settings.Guard.Metrics.Port },
            },
            Keeper = result.GetValue(Keeper) is { } keeper ? Path.GetFullPath(keeper) : settings.Keeper,
            TrustOperators = result.GetValue(TrustOperators) || settings.TrustOperators,
            Log = result.GetValue(LogFormat) is { } format ? settings.Log with { Json = format == "json" } : settings.Log,
        };
    }

    /// <summary>How the settings file is read again; null without one.</summary>
    public static (string File, Func<GatewaySettings> Gateway)? Reread(ParseResult result) =>
        result.GetValue(SettingsFile) is not { } file ? null : (Path.GetFullPath(file), () =>
        {
            try
            {
                return ReadFile(file, new GateSettings()).Gateway;
            }
            catch (CommandException wrong)
            {
                throw new GateException(wrong.Message, wrong);
            }
        }
    );

    // Options on the command line override both in the file.
    private static AuditSettings Audit(ParseResult result, AuditSettings settings) =>
        (result.GetValue(AuditDatabase), result.GetValue(AuditDatabaseFile)) switch
        {
            (null, null) => settings,
            (not null, not null) => throw new CommandException(ExitCode.Failed, "specify either --audit-database or --audit-database-file"),
            (var database, var file) => settings with { Database = database, DatabaseFile = file is null ? null : Path.GetFullPath(file) },
        };

    internal static GateSettings ReadFile(string file, GateSettings defaults)
    {
        try
        {
            return ServeSettingsFile.Read(SettingsDocument.Read(file), file, defaults);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"the settings file {file} cannot be read: {failure.Message}", failure);
        }
        catch (SettingsException failure)
        {
            throw new CommandException(ExitCode.Failed, failure.Message, failure);
        }
    }

    private static Option<int?> Port(string name, string description) => One<int>(name, "PORT", description, SettingValues.PortOrOff);

    private static Option<T?> One<T>(string name, string value, string description, SettingParser<T> parser)
        where T : struct => new(name)
        {
            Description = description,
            HelpName = value,
            CustomParser = argument => Read(argument, name, parser, argument.Tokens[0].Value, out var read) ? read : null,
        };

    private static Option<T[]> Many<T>(string name, string value, string description, SettingParser<T> parser) => new(name)
    {
        Description = description,
        HelpName = value,
        AllowMultipleArgumentsPerToken = false,
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = argument => [.. argument.Tokens.Select(t => Read(argument, name, parser, t.Value, out var read) ? read : default!)],
    };

    private static bool Read<T>(ArgumentResult argument, string name, SettingParser<T> parser, string text, out T value)
    {
        if (parser(text, out value, out var reason))
            return true;
        argument.AddError($"{name}: {reason}");
        return false;
    }
}

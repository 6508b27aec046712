using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Client.WsMan;

namespace Sekimori.App.WsMan;

/// <summary>The options of every WS-Management command for connecting to its service.</summary>
internal static class WsManConnectOptions
{
    private static readonly Option<string?> Authorities = new("--ca")
    {
        Description = "Trust servers with a certificate of an authority in this PEM file; a self-signed certificate is its own authority.",
        HelpName = "FILE"
    };
    private static readonly Option<string?> Fingerprint = new("--fingerprint")
    {
        Description = "Trust only the certificate with this SHA-256.", HelpName = "HEX"
    };
    private static readonly Option<bool> Insecure = new("--insecure")
    {
        Description = "Trust any certificate. A man in the middle can then read and change everything, the password included."
    };
    private static readonly Option<bool> Unencrypted = new("--allow-unencrypted")
    {
        Description = "Permit unencrypted messages over plain HTTP, the password included."
    };
    private static readonly Option<string> Tls = new Option<string>("--tls")
    {
        Description = "secure, or compatible for servers with CBC cipher suites only, such as Windows Server 2012 R2 (default: secure).",
        DefaultValueFactory = _ => "secure",
    }.AcceptOnlyFromAmong("secure", "compatible");

    private static readonly Option<string?> Proxy = new("--proxy")
    {
        Description =
            "Connect through this proxy (http, https or socks5), which must support tunnels (default: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY " +
            "and NO_PROXY).", HelpName = "URL",
    };
    private static readonly Option<bool> NoProxy = new("--no-proxy") { Description = "Connect without a proxy, ignoring the environment." };
    private static readonly Option<int> Timeout = new("--timeout")
    {
        Description = "Seconds that the service may take for one request (default: 60).", HelpName = "SECONDS", DefaultValueFactory = _ =>
            60,
    };

    private static readonly Option<int> Items = new("--max-items")
    {
        Description = "The maximum number of objects (default: 1000000).", HelpName = "N", DefaultValueFactory = _ =>
            new WsManClientOptions().MaxItems,
    };
    private static readonly Option<int> Size = new("--max-size")
    {
        Description =
            "The limit in MiB: of answers that are written as they arrive (default: 4096), of memory for complete lists (default: 256).",
        HelpName = "MIB",
    };

    /// <summary>Adds the options that limit how much a command accepts from its service.</summary>
    public static Command Bounded(this Command command)
    {
        command.Options.Add(Items);
        command.Options.Add(Size);
        return command;
    }

    /// <summary>Adds the options to a command.</summary>
    public static Command Reaching(this Command command)
    {
        foreach (var option in (IEnumerable<Option>)[
            .. WsManCredentials.Options, Authorities, Fingerprint, Insecure, Tls, Unencrypted, Proxy, NoProxy, Timeout])
            command.Options.Add(option);
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
        var timeout = TimeoutOf(result);
        var bounds = Bounds(result);
        return (uri, WsManCredentials.Apply(result, uri, bounds with
        {
            AllowUnencrypted = result.GetValue(Unencrypted),
            CompatibleTls = result.GetValue(Tls) == "compatible",
            Proxy = ProxyOf(result, uri),
            OperationTimeout = timeout,
            Trust = new WsManTrust
            {
                AuthorityFile = result.GetValue(Authorities), Fingerprint = result.GetValue(Fingerprint), Anyone = result.GetValue(Insecure)
            },
        }));
    }

    /// <summary>How long to wait for one answer.</summary>
    public static TimeSpan TimeoutOf(ParseResult result) => result.GetValue(Timeout) is >= 1 and <= 86400 and var seconds
        ? TimeSpan.FromSeconds(seconds)
        : throw new CommandException(ExitCode.Failed, "--timeout must be 1 to 86400 seconds");

    /// <summary>
    /// The option that only WS-Management has, and that must not be lost with another protocol: a demand on the server's certificate, a
    /// proxy, a scheme; null if there is none.
    /// </summary>
    public static string? BoundToWsMan(ParseResult result, Uri address)
    {
        if (result.GetValue(Authorities) is not null) return "--ca";
        if (result.GetValue(Fingerprint) is not null) return "--fingerprint";
        if (ProxyOf(result, address) is not null) return "a proxy";
        return WsManCredentials.BoundToWsMan(result);
    }

    private static WsManProxy? ProxyOf(ParseResult result, Uri address)
    {
        if (result.GetValue(NoProxy))
            return result.GetValue(Proxy) is null
                ? null
                : throw new CommandException(ExitCode.Failed, "--proxy and --no-proxy contradict each other");
        if (result.GetValue(Proxy) is not { } written) return WsManProxy.FromEnvironment(address);
        if (written.Contains('@', StringComparison.Ordinal))
            throw new CommandException(ExitCode.Failed,
                "--proxy contains a user or a password, which others can see; put them into HTTPS_PROXY or HTTP_PROXY");
        return WsManProxy.Parse(written);
    }

    /// <summary>The most objects of an answer.</summary>
    public static int MostItemsOf(ParseResult result) => Bounds(result).MaxItems;

    // If the command has no such options, the client's own limits hold.
    private static WsManClientOptions Bounds(ParseResult result)
    {
        var bounds = new WsManClientOptions();
        if (result.GetResult(Items) is not null)
        {
            var items = result.GetValue(Items);
            if (items < 1) throw new CommandException(ExitCode.Failed, "--max-items must be at least 1");
            bounds = bounds with { MaxItems = items };
        }

        if (result.GetResult(Size) is null) return bounds;
        var size = result.GetValue(Size);
        if (size < 1) throw new CommandException(ExitCode.Failed, "--max-size must be at least 1");
        return bounds with { MaxEnumerationBytes = (long)size << 20, MaxListBytes = (long)size << 20 };
    }
}

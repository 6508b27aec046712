using System.CommandLine;
using Sekimori.App.Settings;
using Sekimori.App.Terminal;
using Sekimori.Client.Rpc;
using Sekimori.Rpc;

namespace Sekimori.App.Rpc;

/// <summary>The server of a command, and its time limit.</summary>
internal static class RpcTarget
{
    public static Argument<RpcBinding> Host
    {
        get;
    } = Binding("HOST", "A name or address; HOST[PORT] if its endpoint mapper is not on port 135.");

    public static Argument<RpcBinding> Endpoint
    {
        get;
    } =
        Binding(
        "HOST[PORT]",
        "A name or address with the endpoint's port, such as 'dc1[49664]' (default: the endpoint mapper's port), or 'ncalrpc:[/PATH]'.");

    public static Argument<string> Interface
    {
        get;
    } = new("INTERFACE") { Description = "A UUID, a UUID with its version ('UUID v1.0'), or a well-known name such as 'samr'." };

    public static Option<TimeSpan?> Timeout { get; } = TimeOption("--timeout", "The timeout (default: 10 s).");

    /// <summary>An option for a span of time; a number alone is seconds.</summary>
    public static Option<TimeSpan?> TimeOption(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = argument =>
        {
            var text = argument.Tokens[0].Value;
            if (SettingValues.Time(text.All(char.IsAsciiDigit) ? text + " s" : text, out var value, out var reason)
                && value > TimeSpan.Zero)
                return value;
            argument.AddError($"{name}: {reason ?? "it must be more than 0"}");
            return null;
        },
    };

    /// <summary>The named endpoint: the mapper's own if no port is given, and nothing to be looked up.</summary>
    public static RpcBinding WithPort(RpcBinding binding) =>
        binding is { Port: null, Path: null } ? binding with { Port = RpcBinding.EndpointMapperPort } : binding;

    /// <summary>Runs <paramref name="work"/> against the server within the time limit.</summary>
    public static async Task<T> AskAsync<T>(
        ParseResult result, RpcBinding binding, Func<RpcClientOptions, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken)
    {
        var timeout = result.GetValue(Timeout) ?? TimeSpan.FromSeconds(10);
        // Before the clock runs: a password may have to be typed.
        var options = RpcLogon.Apply(result, binding,
            new RpcClientOptions { ConnectTimeout = timeout, BindTimeout = timeout, CallTimeout = timeout });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return await work(options, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.Failed, $"{binding}: no answer within {timeout.TotalSeconds:0.###} s");
        }
        catch (Exception failure) when (failure is System.Net.Sockets.SocketException or RpcConnectionException or TimeoutException)
        {
            throw new CommandException(ExitCode.Failed, $"{binding}: {FailureText.Of(failure).Line}", failure);
        }
        catch (RpcBindException failure)
        {
            throw new CommandException(ExitCode.Refused, $"{binding}: {failure.Message.TrimEnd('.')}", failure);
        }
        catch (Sekimori.Rpc.RpcFaultException failure)
        {
            throw new CommandException(ExitCode.Refused, $"{binding}: the server answered with {RpcStatusText.Of(failure.Status)}",
                failure);
        }
    }

    /// <summary>An argument that is a server.</summary>
    public static Argument<RpcBinding> Binding(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = argument =>
        {
            if (RpcBinding.TryParse(argument.Tokens[0].Value, out var binding))
                return binding;
            argument.AddError($"'{argument.Tokens[0].Value}' is not a host, such as dc1, 192.0.2.7 or dc1[49664]");
            return null;
        },
    };
}

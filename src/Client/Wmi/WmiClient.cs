using System.Net;
using Sekimori.Client.Dcom;
using Sekimori.Client.Rpc;
using Sekimori.Dcom.References;
using Sekimori.Guard;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Wire;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Client.Wmi;

/// <summary>
/// A client of WMI over DCOM, of one namespace of one host. It connects to the host that it was given alone, whatever addresses the host
/// publishes: credentials go nowhere else. Thread-safe; operations may overlap.
/// </summary>
/// <remarks>In parts: .Reading reads, .Changes changes, .Methods calls methods.</remarks>
/// <example><code>
/// await using var wmi = await WmiClient.ConnectAsync("server1", Credential.FromPassword(@"LAB\alice", password));
/// await foreach (var service in wmi.QueryAsync("SELECT Name, State FROM Win32_Service"))
///     Console.WriteLine($"{service["Name"]} {service["State"]}");
/// </code></example>
public sealed partial class WmiClient : IAsyncDisposable
{
    private readonly DcomClient _dcom;
    private readonly string _host;
    private readonly WmiClientOptions _options;
    private readonly StdObjref _login, _services;
    private readonly DcomExporter _exporter;
    private readonly WmioDecoder _decoder = new(new WmioLimits());
    private readonly WmioEncoders _encoders;

    private WmiClient(DcomClient dcom, string host, WmiClientOptions options, WmiLogon found)
    {
        (_dcom, _host, _options, _login, _services, _exporter) = (dcom, host, options, found.Login, found.Services, found.Exporter);
        (Level, ActiveScheme, Local) = (found.Level, found.Scheme, found.Local);
        _encoders = new(host, options.Namespace);
    }

    /// <summary>The namespace.</summary>
    public string Namespace => _options.Namespace;

    /// <summary>The port of the host's objects.</summary>
    internal int ExporterPort => _exporter.Connection.Server.Port ?? 0;

    /// <summary>How far calls are protected: what was asked for, or more where the server demands it.</summary>
    internal ProtectionLevel Level { get; }

    /// <summary>The scheme of the logon; null without one.</summary>
    internal SecurityScheme? ActiveScheme { get; }

    /// <summary>This end of the connection to the objects' port, as it was after the logon.</summary>
    internal EndPoint? Local { get; }

    /// <summary>Connects, activates WMI and opens the namespace ([MS-WMI] 3.2.4.1).</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="credential">The identity to log on with; null for none, which servers refuse.</param>
    /// <param name="options">Namespace, protection, time limits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WmiClientException">It failed; <see cref="WmiClientException.Failure"/> says where to look.</exception>
    /// <exception cref="ArgumentException">The credential is a certificate, which RPC cannot use.</exception>
    public static async Task<WmiClient> ConnectAsync(string host, Credential? credential = null, WmiClientOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(host);
        options ??= new();
        ArgumentException.ThrowIfNullOrEmpty(options.Namespace);
        var dcom = Client(options.Level);
        try
        {
            var login = new WmiLogin(dcom, host, options, () => Client(ProtectionLevel.Privacy));
            return new(dcom, host, options, await login.RunAsync(cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await dcom.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        DcomClient Client(ProtectionLevel level) => new(host, credential, new RpcClientOptions
        {
            Scheme = options.Scheme, Level = level, Target = options.Target, ConnectTimeout = options.ConnectTimeout,
            BindTimeout = options.Timeout, CallTimeout = options.Timeout,
        }, options.Port)
        { AllowsPort = options.AllowsPort };
    }

    /// <summary>Gives everything back and closes the connections.</summary>
    public async ValueTask DisposeAsync()
    {
        _dcom.ReleaseSoon(_services, _login);
        await _dcom.DisposeAsync().ConfigureAwait(false);
    }

    private WmiStep Step(string what) => new(WmiPhase.Operation, Level, what, $"{_host} {Namespace}");

    // Each call has a client of its own: the reason of a failure is that of the last one.
    private async Task<T> CallAsync<T>(WmiStep step, Func<IWbemServices, CancellationToken, ValueTask<T>> call, Func<T, uint> statusOf,
        CancellationToken cancellationToken)
    {
        var (answer, reason) = await WmiFailures.RunAsync(step, _options.Timeout, async token =>
        {
            var (services, channel) = await _exporter.BindAsync<IWbemServices>(_services.Ipid, token).ConfigureAwait(false);
            return (await call(services, token).ConfigureAwait(false), channel.Reason);
        }, cancellationToken).ConfigureAwait(false);
        Check(statusOf(answer), reason, step);
        return answer;
    }

    private void Check(uint status, OrpcExtent? reason, WmiStep step)
    {
        if ((int)status < 0) throw WmiFailures.Of(status, step, ServerText.Of(reason, _decoder));
    }

    private WmioObject Decode(InterfacePointer? pointer, WmiStep step)
    {
        if (pointer is null) throw WmiFailures.Wrong(step, "the answer has no object");
        try
        {
            return _decoder.DecodeUnit(ClassObject.Read(pointer).Span);
        }
        catch (MalformedException e)
        {
            throw WmiFailures.Wrong(step, $"the object cannot be read: {e.Message.TrimEnd('.')}", e);
        }
    }
}

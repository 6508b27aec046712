using System.Runtime.CompilerServices;
using Sekimori.Cim.Model;
using Sekimori.Client.Dcom;
using Sekimori.Client.Rpc;
using Sekimori.Dcom.References;
using Sekimori.Guard;
using Sekimori.Rpc.Orpc;
using Sekimori.Security;
using Sekimori.Security.Credentials;
using Sekimori.Wire;
using Sekimori.Wmi;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Client.Wmi;

/// <summary>
/// A client of one namespace of one host through WMI over DCOM ([MS-WMI]). Failures are <see cref="WmiClientException"/>. Thread-safe.
/// </summary>
public sealed partial class WmiClient : IAsyncDisposable
{
    private readonly DcomClient _dcom;
    private readonly WmiClientOptions _options;
    private readonly WmiStep _step;
    private readonly WmioDecoder _decoder = new(new WmioLimits());
    private ComReference<IWbemServices>? _services;

    private WmiClient(string host, DcomClient dcom, WmiClientOptions options)
    {
        (_dcom, _options) = (dcom, options);
        _step = new(WmiPhase.Operation, options.Level, "", $"{host}, {options.Namespace}");
    }

    /// <summary>The namespace.</summary>
    public string Namespace => _options.Namespace;

    /// <summary>The port of the objects.</summary>
    internal int ExporterPort { get; private set; }

    /// <summary>The protection of calls that was asked for.</summary>
    internal ProtectionLevel Level => _options.Level;

    /// <summary>The scheme that was asked for; null if it was chosen.</summary>
    internal SecurityScheme? ActiveScheme => _options.Scheme;

    private IWbemServices Services => _services!.Interface;

    /// <summary>Connects, activates WMI, logs on and opens the namespace.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="credential">The identity to log on with.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="WmiClientException">It failed; <see cref="WmiClientException.Failure"/> says where to look.</exception>
    public static async Task<WmiClient> ConnectAsync(
        string host, Credential? credential, WmiClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var rpc = RpcClientOptions.Default with
        {
            Level = options.Level, Scheme = options.Scheme, Target = options.Target, ConnectTimeout = options.ConnectTimeout,
            BindTimeout = options.Timeout, CallTimeout = options.Timeout,
        };
        var dcom = new DcomClient(host, credential, rpc, options.Port);
        var client = new WmiClient(host, dcom, options);
        try
        {
            var step = new WmiStep(WmiPhase.Activation, options.Level, "logon", $"{host}:{options.Port}");
            await client.RunAsync(step, token => dcom.AliveAsync(token), cancellationToken).ConfigureAwait(false);
            var pointer = await client.RunAsync(step with { What = "activation" }, token =>
                dcom.ActivateAsync(WmiServer.Clsid, IWbemLevel1Login.Info.Id.Uuid, token), cancellationToken).ConfigureAwait(false);
            if (Objref.Read(pointer.Data) is StandardObjref standard)
                client.ExporterPort = (await dcom.FindAsync(standard.Std.Oxid, cancellationToken).ConfigureAwait(false))
                    .Connection.Server.Port ?? 0;
            step = step with { Phase = WmiPhase.Exporter, What = "connection to the objects", Where = $"{host}:{client.ExporterPort}" };
            var login = await client.RunAsync(step, token => dcom.TakeAsync<IWbemLevel1Login>(pointer, token), cancellationToken)
                .ConfigureAwait(false);
            await using (login.ConfigureAwait(false))
            {
                step = client._step with { Phase = WmiPhase.Login, What = "namespace" };
                var opened = await client.RunAsync(step, token => login.Interface.NtlmLoginAsync(
                    "//./" + options.Namespace.Replace('\\', '/').Trim('/'), options.Locale, 0, null, token).AsTask(), cancellationToken)
                    .ConfigureAwait(false);
                if (opened.Status != 0) throw WmiFailures.Of(opened.Status, step);
                client._services = await client.RunAsync(step, token => dcom.TakeAsync<IWbemServices>(opened.Services, token),
                    cancellationToken).ConfigureAwait(false);
            }

            return client;
        }
        catch
        {
            await client.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a WQL query.</summary>
    /// <param name="wql">The query.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public async IAsyncEnumerable<CimInstance> QueryAsync(string wql, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var row in ReadAsync(_step with { What = wql }, token => Services.ExecQueryAsync("WQL", wql, Forward, null, token),
            isEndless: false, cancellationToken).ConfigureAwait(false))
            yield return row.Instance ?? throw WmiFailures.Wrong(_step with { What = wql }, "the answer has classes instead of instances");
    }

    /// <summary>Lists the instances of a class.</summary>
    /// <param name="className">The class.</param>
    /// <param name="isDeep">With those of derived classes.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public async IAsyncEnumerable<CimInstance> EnumerateAsync(
        string className, bool isDeep = true, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var flags = Forward | (isDeep ? 0 : (int)WmiFlags.Shallow);
        await foreach (var row in ReadAsync(_step with { What = className }, token =>
            Services.CreateInstanceEnumAsync(className, flags, null, token), isEndless: false, cancellationToken).ConfigureAwait(false))
            yield return row.Instance ?? throw WmiFailures.Wrong(_step with { What = className }, "a class instead of an instance");
    }

    /// <summary>Lists classes.</summary>
    /// <param name="superclass">What they derive from; null for all.</param>
    /// <param name="isDeep">With those that derive indirectly.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    public async IAsyncEnumerable<CimClass> ClassesAsync(
        string? superclass = null, bool isDeep = true, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var flags = Forward | (isDeep ? 0 : (int)WmiFlags.Shallow);
        await foreach (var row in ReadAsync(_step with { What = "classes" }, token =>
            Services.CreateClassEnumAsync(superclass ?? "", flags, null, token), isEndless: false, cancellationToken).ConfigureAwait(false))
            yield return row.Class;
    }

    /// <summary>Gives events as they come, until it is cancelled.</summary>
    /// <param name="eventQuery">The query.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<CimInstance> WatchAsync(
        string eventQuery, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var row in ReadAsync(_step with { What = eventQuery }, token =>
            Services.ExecNotificationQueryAsync("WQL", eventQuery, Forward, null, token), isEndless: true, cancellationToken)
            .ConfigureAwait(false))
            yield return row.Instance ?? throw WmiFailures.Wrong(_step with { What = eventQuery }, "a class instead of an event");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_services is { } services) await services.DisposeAsync().ConfigureAwait(false);
        await _dcom.DisposeAsync().ConfigureAwait(false);
    }
}

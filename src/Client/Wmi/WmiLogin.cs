using Sekimori.Client.Dcom;
using Sekimori.Dcom;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Remote;
using Sekimori.Guard;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wmi;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;

namespace Sekimori.Client.Wmi;

/// <summary>From a host to a namespace of it: activation, the port of the objects, IWbemLevel1Login.</summary>
/// <param name="dcom">The client of the host.</param>
/// <param name="host">The host.</param>
/// <param name="options">The options.</param>
/// <param name="encrypted">Makes another client of the host, whose calls are encrypted.</param>
internal sealed class WmiLogin(DcomClient dcom, string host, WmiClientOptions options, Func<DcomClient> encrypted)
{
    /// <summary>What a logon and the first query call.</summary>
    private static readonly RpcInterfaceInfo[] Next =
    [
        IWbemServices.Info, IRemUnknown.Info, IEnumWbemClassObject.Info, IWbemFetchSmartEnum.Info, IWbemWcoSmartEnum.Info,
    ];

    // A step has a connection to make, and calls.
    private TimeSpan Limit => options.ConnectTimeout + options.Timeout;

    /// <summary>Runs the steps in their order: each failure belongs to one of them.</summary>
    public async Task<WmiLogon> RunAsync(CancellationToken cancellationToken)
    {
        var activated = await WmiFailures.RunAsync(
            Step(WmiPhase.Activation, "activation", $"{host} port {options.Port}"), Limit, ActivateAsync, cancellationToken,
            options.Timeout).ConfigureAwait(false);
        var (pointer, exporter) = activated;
        var channel = await WmiFailures.RunAsync(
            Step(WmiPhase.Exporter, "the objects' port", $"{host} port {exporter.Connection.Server.Port}"), Limit,
            token => exporter.BindAsync(IWbemLevel1Login.Info, token, Next).AsTask(), cancellationToken, options.Timeout)
            .ConfigureAwait(false);
        var step = Step(WmiPhase.Login, "logon to WMI", $"{host} {options.Namespace}");
        var (login, services) = await WmiFailures.RunAsync(step, Limit, token => OpenAsync(step, pointer, channel.Client.Level, token),
            cancellationToken, options.Timeout).ConfigureAwait(false);
        return new(login, services, exporter, channel.Client.Level, channel.Client.Scheme, channel.Client.Local);
    }

    private WmiStep Step(WmiPhase phase, string what, string where) => new(phase, options.Level, what, where);

    private async Task<(InterfacePointer Pointer, DcomExporter Exporter)> ActivateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await dcom.ActivateAsync(WmiServer.Clsid, IWbemLevel1Login.Info.Id.Uuid, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcFaultException denied) when (denied.Status == RpcStatus.AccessDenied && options.Level >= ProtectionLevel.Integrity)
        {
            // NTLM's last message has no answer: a wrong password looks like a missing right, until something is asked that needs none.
            if (await IsLoggedOnAsync(cancellationToken).ConfigureAwait(false)) throw;
            throw new RpcFaultException(RpcStatus.SecurityPackageError, "the logon was refused");
        }
    }

    private async Task<bool> IsLoggedOnAsync(CancellationToken cancellationToken)
    {
        try
        {
            await dcom.AliveAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (DcomClient.IsOfPeer(e))
        {
            return false;
        }
    }

    // A namespace that demands encryption denies access like one that the account may not open: the difference shows with encryption.
    private async Task<(StdObjref Login, StdObjref Services)> OpenAsync(
        WmiStep step, InterfacePointer activated, ProtectionLevel level, CancellationToken cancellationToken)
    {
        try
        {
            return await LogOnAsync(dcom, activated, cancellationToken).ConfigureAwait(false);
        }
        catch (ComException denied) when (denied.Status == WbemStatus.AccessDenied && level < ProtectionLevel.Privacy)
        {
            if (!await OpensEncryptedAsync(cancellationToken).ConfigureAwait(false)) throw;
            throw new WmiClientException(
                WmiFailure.Level, step.Message("the namespace can be opened with encryption only"), denied.Status, denied);
        }
    }

    private async Task<bool> OpensEncryptedAsync(CancellationToken cancellationToken)
    {
        var client = encrypted();
        await using var close = client.ConfigureAwait(false);
        try
        {
            var (pointer, _) = await client.ActivateAsync(WmiServer.Clsid, IWbemLevel1Login.Info.Id.Uuid, cancellationToken)
                .ConfigureAwait(false);
            var (login, services) = await LogOnAsync(client, pointer, cancellationToken).ConfigureAwait(false);
            await client.ReleaseAsync(login, services).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (DcomClient.IsOfPeer(e))
        {
            return false;
        }
    }

    private async Task<(StdObjref Login, StdObjref Services)> LogOnAsync(
        DcomClient dcom, InterfacePointer activated, CancellationToken cancellationToken)
    {
        var login = await dcom.TakeAsync<IWbemLevel1Login>(activated, cancellationToken).ConfigureAwait(false);
        try
        {
            var answer = await login.Interface.NtlmLoginAsync(PathOf(options.Namespace), options.Locale, 0, null, cancellationToken)
                .ConfigureAwait(false);
            if ((int)answer.Status < 0) throw new ComException(answer.Status, "NTLMLogin");
            var services = await dcom.TakeAsync<IWbemServices>(answer.Services, cancellationToken).ConfigureAwait(false);
            // Given back with the services: one call less to wait for.
            return (login.Std, services.Std);
        }
        catch
        {
            await login.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // A path with a host, or from the root.
    private static string PathOf(string name) =>
        name.StartsWith(@"\\", StringComparison.Ordinal) || name.StartsWith("//", StringComparison.Ordinal)
            ? name
            : "//./" + name.Trim('\\', '/').Replace('\\', '/');
}

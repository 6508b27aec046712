using Sekimori.Dcom.Objects;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wmi.Interfaces;

namespace Sekimori.Wmi.Server;

/// <summary>The activated object ([MS-WMI] 3.1.4.1).</summary>
/// <param name="server">The server.</param>
internal sealed class Level1Login(WmiServer server) : WbemLevel1LoginServer
{
    // Unknown names of locales are ignored.
    private const uint LocaleVersion = 1;

    // It finds a namespace; a source that has to ask another host for it waits without a thread.
    internal override bool IsQuickOperation(int opnum) => true;

    public override ValueTask<EstablishPositionResult> EstablishPositionAsync(
        RpcCall call, string? reserved1, uint reserved2, CancellationToken cancellationToken) =>
        new(new EstablishPositionResult(LocaleVersion, WbemStatus.NoError));

    public override ValueTask<RequestChallengeResult> RequestChallengeAsync(
        RpcCall call, string? reserved1, string? reserved2, CancellationToken cancellationToken) =>
        new(new RequestChallengeResult(Challenge.Empty, WbemStatus.NotSupported));

    public override ValueTask<ServicesResult> WbemLoginAsync(RpcCall call, string? reserved1, Challenge? reserved2, int reserved3,
        InterfacePointer? reserved4, CancellationToken cancellationToken) => new(new ServicesResult(null, WbemStatus.NotImplemented));

    // The flags are ignored: Windows' clients send 0x40 and 0x100, which mean nothing here.
    public override ValueTask<ServicesResult> NtlmLoginAsync(RpcCall call, string? networkResource, string? preferredLocale, int flags,
        SentContext? context, CancellationToken cancellationToken) => Answer.OfAsync(
        call,
        async () =>
        {
            var space = await server.ServiceFor(call).OpenAsync(networkResource, WmiServer.CallerOf(call), cancellationToken)
                .ConfigureAwait(false);
            var services = new ComObject(new Services(server, space));
            return new ServicesResult(server.Marshal(call, services, IWbemServices.Info), 0);
        },
        static code => new ServicesResult(null, code), cancellationToken);
}

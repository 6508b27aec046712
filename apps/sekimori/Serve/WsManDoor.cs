using Microsoft.AspNetCore.Server.Kestrel.Core;
using Sekimori.Hosting.Tls;

namespace Sekimori.App.Serve;

/// <summary>The ports of WS-Management.</summary>
internal static class WsManDoor
{
    public static void Open(KestrelServerOptions kestrel, ListenPlan plan, CertificateKeeper? keeper, Action<ListenOptions> admit)
    {
        foreach (var end in plan.Http)
            kestrel.Listen(end, listen => Plain(listen, admit));
        foreach (var end in plan.Https)
        {
            kestrel.Listen(end, listen =>
            {
                Plain(listen, admit);
                listen.UseTls(keeper!);
            });
        }
    }

    // HTTP/1.1 only: a logon belongs to a connection ([MS-WSMV] 2.2.9.1), and HTTP/2 shares one among streams.
    private static void Plain(ListenOptions listen, Action<ListenOptions> admit)
    {
        listen.Protocols = HttpProtocols.Http1;
        admit(listen);
    }
}

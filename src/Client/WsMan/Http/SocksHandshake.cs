using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sekimori.Client.WsMan.Http;

/// <summary>
/// Asks a SOCKS proxy, version 5, for a connection (RFC 1928; user and password RFC 1929). The proxy resolves the name: a client behind one
/// often cannot.
/// </summary>
internal static class SocksHandshake
{
    private const byte Version = 5, Connect = 1, NoLogon = 0, Password = 2, IPv4 = 1, Name = 3, IPv6 = 4;

    internal static async Task AskAsync(Stream stream, WsManProxy proxy, string host, int port, CancellationToken cancellationToken)
    {
        var user = Uri.UnescapeDataString(proxy.Address.UserInfo).Split(':', 2);
        var hasUser = user[0].Length > 0;
        await stream.WriteAsync(hasUser ? [Version, 2, NoLogon, Password] : (byte[])[Version, 1, NoLogon], cancellationToken)
            .ConfigureAwait(false);
        var choice = await TakeAsync(stream, 2, cancellationToken).ConfigureAwait(false);
        if (choice[0] != Version) throw new ProxyException($"{proxy} is not a SOCKS 5 proxy");
        if (choice[1] == Password && hasUser) await LogOnAsync(stream, proxy, user, cancellationToken).ConfigureAwait(false);
        else if (choice[1] != NoLogon)
            throw new ProxyException(
                $"the proxy {proxy} requires a logon; set its user and password in ALL_PROXY (socks5://user:password@host:port)");

        byte[] target = IPAddress.TryParse(host, out var ip)
            ? [ip.AddressFamily == AddressFamily.InterNetwork ? IPv4 : IPv6, .. ip.GetAddressBytes()]
            : [Name, (byte)Math.Min(host.Length, 255), .. Encoding.ASCII.GetBytes(host)[..Math.Min(host.Length, 255)]];
        await stream.WriteAsync((byte[])[Version, Connect, 0, .. target, (byte)(port >> 8), (byte)port], cancellationToken)
            .ConfigureAwait(false);
        var answer = await TakeAsync(stream, 4, cancellationToken).ConfigureAwait(false);
        if (answer[1] != 0) throw new ProxyException($"the proxy {proxy} cannot connect to {host}:{port}: {Reason(answer[1])}");
        // The address that the proxy connects from, which is not needed here.
        var length = answer[3] switch
        {
            IPv4 => 4,
            IPv6 => 16,
            _ => (await TakeAsync(stream, 1, cancellationToken).ConfigureAwait(false))[0],
        };
        await TakeAsync(stream, length + 2, cancellationToken).ConfigureAwait(false);
    }

    private static async Task LogOnAsync(Stream stream, WsManProxy proxy, string[] user, CancellationToken cancellationToken)
    {
        byte[] name = Encoding.UTF8.GetBytes(user[0]), password = Encoding.UTF8.GetBytes(user.Length > 1 ? user[1] : "");
        if (name.Length > 255 || password.Length > 255)
            throw new ProxyException($"user and password for {proxy} may have at most 255 bytes");
        await stream.WriteAsync((byte[])[1, (byte)name.Length, .. name, (byte)password.Length, .. password], cancellationToken)
            .ConfigureAwait(false);
        if ((await TakeAsync(stream, 2, cancellationToken).ConfigureAwait(false))[1] != 0)
            throw new ProxyException($"the proxy {proxy} rejected the user or password");
    }

    private static async Task<byte[]> TakeAsync(Stream stream, int count, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, cancellationToken).ConfigureAwait(false);
        return bytes;
    }

    private static string Reason(byte code) => code switch
    {
        2 => "denied by its rules",
        3 => "the network cannot be reached",
        4 => "the host cannot be reached",
        5 => "nothing listens there",
        _ => $"SOCKS error {code}",
    };
}

using System.Globalization;
using System.Net;
using System.Text;

namespace Sekimori.Linux.Host;

/// <summary>A line of /proc/net/tcp or tcp6: addresses in hexadecimal, each word of 32 bits in the host's byte order.</summary>
internal sealed record TcpSocket(IPEndPoint Local, IPEndPoint Remote, byte State, ulong Inode)
{
    public static IEnumerable<TcpSocket> ReadAll(string proc)
    {
        foreach (var file in (string[])["net/tcp", "net/tcp6"])
            foreach (var line in Encoding.ASCII.GetString(KernelFile.ReadAll(Path.Combine(proc, file), 64 << 20)).Split('\n').Skip(1))
                if (line.Split((char[]?)null, 11, StringSplitOptions.RemoveEmptyEntries) is [_, var local, var remote, var state, _, _, _,
                    _, _, var inode, ..])
                    yield return new TcpSocket(EndPoint(local), EndPoint(remote), Convert.ToByte(state, 16),
                        ulong.Parse(inode, CultureInfo.InvariantCulture));
    }

    private static IPEndPoint EndPoint(string text)
    {
        var colon = text.IndexOf(':');
        var bytes = Convert.FromHexString(text.AsSpan(0, colon));
        if (BitConverter.IsLittleEndian)
            for (var i = 0; i < bytes.Length; i += 4)
                bytes.AsSpan(i, 4).Reverse();
        return new IPEndPoint(new IPAddress(bytes), Convert.ToUInt16(text[(colon + 1)..], 16));
    }
}

using Sekimori.Posture.Tls;

namespace Sekimori.Posture.Tests.Posture.Tls;

/// <summary>Writes the beginning of a server's handshake (RFC 5246 7.4, RFC 8446 4.1.3).</summary>
internal static class ServerFlight
{
    public static byte[] Of(TlsVersion version, ushort suite, byte[]? certificate)
    {
        var legacy = Math.Min((ushort)version, (ushort)TlsVersion.Tls12);
        var hello = new List<byte> { (byte)(legacy >> 8), (byte)legacy };
        hello.AddRange(new byte[32]);
        hello.Add(0);
        hello.AddRange([(byte)(suite >> 8), (byte)suite, 0]);
        if (version == TlsVersion.Tls13) hello.AddRange([0, 6, 0, 43, 0, 2, 3, 4]);
        var messages = Message(2, hello);
        if (certificate is not null)
        {
            List<byte> one = [0, 0, (byte)certificate.Length, .. certificate];
            messages.AddRange(Message(11, [0, 0, (byte)one.Count, .. one]));
        }

        return [22, (byte)(legacy >> 8), (byte)legacy, (byte)(messages.Count >> 8), (byte)messages.Count, .. messages];
    }

    private static List<byte> Message(byte type, List<byte> body) => [type, 0, (byte)(body.Count >> 8), (byte)body.Count, .. body];
}

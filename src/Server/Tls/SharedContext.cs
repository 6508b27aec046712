using System.Net.Security;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using System.Text;
using Sekimori.Security.Channels;
using Sekimori.Security.CredSsp;

namespace Sekimori.Server.Tls;

/// <summary>
/// One SSL_CTX of OpenSSL for all connections with a certificate, with our suites and without tickets. .NET shares one only where it may
/// choose the suites itself; else it makes one for each connection, which takes 13 KB, and time in its handshake:
/// docs/decisions/0020-one-tls-context.md. Lives as long as something holds it: .NET may make another one afterwards.
/// </summary>
internal sealed unsafe class SharedContext
{
    // Of openssl/ssl.h, the same in every 3.x: SSL_CTRL_SET_SESS_CACHE_MODE, SSL_SESS_CACHE_OFF, SSL_OP_NO_TICKET.
    private const int ControlCacheMode = 44, CacheOff = 0;
    private const ulong NoTicket = 1 << 14;

    private static readonly delegate* unmanaged<nint, nint> s_contextOf = (delegate* unmanaged<nint, nint>)OpenSsl.Find("SSL_get_SSL_CTX");
    private static readonly delegate* unmanaged<nint, int, nint> s_nameOf =
        (delegate* unmanaged<nint, int, nint>)OpenSsl.Find("SSL_get_cipher_list");
    private static readonly delegate* unmanaged<nint, byte*, int> s_setSuites12 =
        (delegate* unmanaged<nint, byte*, int>)OpenSsl.Find("SSL_CTX_set_cipher_list");
    private static readonly delegate* unmanaged<nint, byte*, int> s_setSuites13 =
        (delegate* unmanaged<nint, byte*, int>)OpenSsl.Find("SSL_CTX_set_ciphersuites");
    private static readonly delegate* unmanaged<nint, ulong, ulong> s_setOptions =
        (delegate* unmanaged<nint, ulong, ulong>)OpenSsl.Find("SSL_CTX_set_options");
    private static readonly delegate* unmanaged<nint, nuint, int> s_setTickets =
        (delegate* unmanaged<nint, nuint, int>)OpenSsl.Find("SSL_CTX_set_num_tickets");
    private static readonly delegate* unmanaged<nint, int, nint, nint, nint> s_control =
        (delegate* unmanaged<nint, int, nint, nint, nint>)OpenSsl.Find("SSL_CTX_ctrl");

    // .NET keeps the SSL_CTX while a connection has it: this one, which never ends its handshake.
    private readonly TlsChannel _holder;

    private SharedContext(TlsChannel holder) => _holder = holder;

    /// <summary>The connection that holds it.</summary>
    public SslStream Holder => _holder.Tls;

    /// <summary>Makes the SSL_CTX of a certificate, before its first connection.</summary>
    /// <param name="options">How connections are made with it; their suites are the system's.</param>
    /// <param name="suites">The only ones that it is to have, the preferred first.</param>
    /// <returns>Null if this runtime does not let it be: each connection is to be made with a policy of suites.</returns>
    public static SharedContext? TryMake(SslServerAuthenticationOptions options, IReadOnlyList<TlsCipherSuite> suites)
    {
        if (s_contextOf == null || s_nameOf == null || s_setSuites12 == null || s_setSuites13 == null || s_setOptions == null
            || s_setTickets == null || s_control == null) return null;
        TlsChannel? first = null;
        try
        {
            var hello = Hello();
            first = Begin(options, hello);
            var own = Of(first.Tls);
            if (own != 0 && Set(own, suites))
            {
                // What .NET gives to the next connection is what counts.
                using var next = Begin(options, hello);
                if (Of(next.Tls) == own && Use(OpenSsl.ConnectionOf(next.Tls)!, ssl => Has(ssl, suites) ? 1 : 0) == 1) return new(first);
            }
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or PlatformNotSupportedException)
        {
            // A handshake that cannot even begin: connections will say why.
        }
        first?.Dispose();
        return null;
    }

    /// <summary>OpenSSL's name of a suite.</summary>
    public static string Name(TlsCipherSuite suite)
    {
        var name = $"{suite}";
        if (Is13(suite)) return name;
        name = name["TLS_".Length..].Replace("_WITH_", "_", StringComparison.Ordinal)
            .Replace("AES_", "AES", StringComparison.Ordinal).Replace("CBC_", "", StringComparison.Ordinal);
        if (name.EndsWith("POLY1305_SHA256", StringComparison.Ordinal)) name = name[..^"_SHA256".Length];
        return name.Replace('_', '-');
    }

    /// <summary>The SSL_CTX of a connection, to be compared; 0 if it cannot be found.</summary>
    public static nint Of(SslStream tls) => s_contextOf != null
        && OpenSsl.ConnectionOf(tls) is { } connection ? Use(connection, static ssl => s_contextOf(ssl)) : 0;

    private static bool Is13(TlsCipherSuite suite) => (ushort)suite >> 8 == 0x13;

    private static bool Set(nint context, IReadOnlyList<TlsCipherSuite> suites)
    {
        fixed (byte* twelve = Join(suites.Where(suite => !Is13(suite))), thirteen = Join(suites.Where(Is13)))
        {
            if (s_setSuites12(context, twelve) != 1 || s_setSuites13(context, thirteen) != 1) return false;
        }
        // Their keys would be as old as the process: who takes them could read what was recorded. And nobody waits for a logon because of
        // one round trip less.
        _ = s_setOptions(context, NoTicket);
        _ = s_control(context, ControlCacheMode, CacheOff, 0);
        return s_setTickets(context, 0) == 1;
    }

    // OpenSSL may lack one of them, by its configuration; it must have none beside them.
    private static bool Has(nint ssl, IReadOnlyList<TlsCipherSuite> suites)
    {
        var allowed = suites.Select(Name).ToHashSet(StringComparer.Ordinal);
        var count = 0;
        for (; s_nameOf(ssl, count) is var name and not 0; count++)
            if (!allowed.Contains(Marshal.PtrToStringUTF8(name)!)) return false;
        return count > 0;
    }

    private static byte[] Join(IEnumerable<TlsCipherSuite> suites) => Encoding.ASCII.GetBytes(string.Join(':', suites.Select(Name)) + "\0");

    private static nint Use(SafeHandle connection, Func<nint, nint> use)
    {
        var isHeld = false;
        try
        {
            connection.DangerousAddRef(ref isHeld);
            return use(connection.DangerousGetHandle());
        }
        finally
        {
            if (isHeld) connection.DangerousRelease();
        }
    }

    // A connection whose client has said the first word: now it has its SSL.
    private static TlsChannel Begin(SslServerAuthenticationOptions options, byte[] hello)
    {
        var begun = TlsChannel.Server(options);
        _ = begun.Receive(hello, 0);
        return begun;
    }

    private static byte[] Hello()
    {
        using var client = TlsChannel.Client("localhost", _ => { });
        _ = client.Receive([], 0);
        return client.TakeRecords();
    }
}

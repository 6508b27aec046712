using System.Net.Security;
using System.Runtime.InteropServices;

namespace Sekimori.Server.Tls;

/// <summary>
/// Has OpenSSL free the buffers of a connection's records while it has none to read or write. Otherwise each connection keeps one of about
/// 17 KB each way, idle or not. .NET has no setting for it: docs/decisions/0019-buffers-of-idle-tls.md.
/// </summary>
internal static unsafe class RecordBuffers
{
    // SSL_CTRL_MODE and SSL_MODE_RELEASE_BUFFERS of openssl/ssl.h, the same since OpenSSL 1.0.0.
    private const int ControlMode = 33, Release = 0x10;

    private static readonly delegate* unmanaged<nint, int, nint, nint, nint> s_control =
        (delegate* unmanaged<nint, int, nint, nint, nint>)OpenSsl.Find("SSL_ctrl");

    /// <summary>Sets it for a connection. Nothing else may use the connection meanwhile.</summary>
    /// <param name="tls">The connection, after its handshake.</param>
    /// <returns>False if this runtime does not have what it needs: the connection keeps its buffers, and works.</returns>
    public static bool TryRelease(SslStream tls) => s_control != null && OpenSsl.ConnectionOf(tls) is { } context && TrySet(context);

    private static bool TrySet(SafeHandle handle)
    {
        var isHeld = false;
        try
        {
            handle.DangerousAddRef(ref isHeld);
            // SSL_ctrl answers with the modes that are set now.
            return (s_control(handle.DangerousGetHandle(), ControlMode, Release, 0) & Release) != 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (isHeld) handle.DangerousRelease();
        }
    }
}

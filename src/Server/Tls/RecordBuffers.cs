using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sekimori.Server.Tls;

/// <summary>
/// Has OpenSSL free the buffers of a connection's records while it has none to read or write. Otherwise each connection keeps one of about
/// 17 KB each way, idle or not. .NET has no setting for it: docs/decisions/0019-buffers-of-idle-tls.md.
/// </summary>
internal static unsafe partial class RecordBuffers
{
    // SSL_CTRL_MODE and SSL_MODE_RELEASE_BUFFERS of openssl/ssl.h, the same since OpenSSL 1.0.0.
    private const int ControlMode = 33, Release = 0x10;

    // RTLD_LAZY and RTLD_NOLOAD of dlfcn.h: the library that .NET uses, never a second one beside it.
    private const int OnlyIfLoaded = 0x1 | 0x4;

    private static readonly delegate* unmanaged<nint, int, nint, nint, nint> s_control = FindControl();

    // A constant name of a known type: trimming keeps the field. UnsafeAccessor has no fields whose type is private.
    private static readonly FieldInfo? s_context =
        typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>Sets it for a connection. Nothing else may use the connection meanwhile.</summary>
    /// <param name="tls">The connection, after its handshake.</param>
    /// <returns>False if this runtime does not have what it needs: the connection keeps its buffers, and works.</returns>
    // A context of another library than OpenSSL holds something else.
    public static bool TryRelease(SslStream tls) => s_control != null && s_context?.GetValue(tls) is SafeHandle context
        && context.GetType().FullName == "Microsoft.Win32.SafeHandles.SafeSslHandle" && TrySet(context);

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

    private static delegate* unmanaged<nint, int, nint, nint, nint> FindControl()
    {
        try
        {
            // M NN FF PP S: the major version is in the top four bits. Other systems have other libraries.
            if (!OperatingSystem.IsLinux() || SafeEvpPKeyHandle.OpenSslVersion >> 28 < 3) return null;
            var library = Open($"libssl.so.{SafeEvpPKeyHandle.OpenSslVersion >> 28}", OnlyIfLoaded);
            return library != 0 && NativeLibrary.TryGetExport(library, "SSL_ctrl", out var found)
                ? (delegate* unmanaged<nint, int, nint, nint, nint>)found
                : null;
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string name, int how);
}

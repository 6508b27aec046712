using System.Net.Security;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Sekimori.Server.Tls;

/// <summary>
/// The OpenSSL that .NET uses, where it has no setting for what we need: docs/decisions/0019-buffers-of-idle-tls.md and
/// 0020-one-tls-context.md. On another system, and in a runtime that has changed, it is not there.
/// </summary>
internal static partial class OpenSsl
{
    // RTLD_LAZY and RTLD_NOLOAD of dlfcn.h: the library that .NET uses, never a second one beside it.
    private const int OnlyIfLoaded = 0x1 | 0x4;

    private static readonly nint s_library = FindLibrary();

    // A constant name of a known type: trimming keeps the field. UnsafeAccessor has no fields whose type is private.
    private static readonly FieldInfo? s_context =
        typeof(SslStream).GetField("_securityContext", BindingFlags.Instance | BindingFlags.NonPublic);

    /// <summary>A function of libssl; 0 if it is not there.</summary>
    public static nint Find(string function) =>
        s_library != 0 && NativeLibrary.TryGetExport(s_library, function, out var found) ? found : 0;

    /// <summary>The SSL of a connection whose handshake has begun; null if it cannot be found.</summary>
    // A context of another library than OpenSSL holds something else.
    public static SafeHandle? ConnectionOf(SslStream tls) => s_context?.GetValue(tls) is SafeHandle context
        && context.GetType().FullName == "Microsoft.Win32.SafeHandles.SafeSslHandle" ? context : null;

    private static nint FindLibrary()
    {
        try
        {
            // M NN FF PP S: the major version is in the top four bits. Other systems have other libraries.
            return !OperatingSystem.IsLinux() || SafeEvpPKeyHandle.OpenSslVersion >> 28 < 3
                ? 0 : Open($"libssl.so.{SafeEvpPKeyHandle.OpenSslVersion >> 28}", OnlyIfLoaded);
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException or PlatformNotSupportedException)
        {
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "dlopen", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string name, int how);
}

using Sekimori.Ndr;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;
using Sekimori.Wmi.Operations;

namespace Sekimori.Wmi.Interfaces;

/// <summary>
/// The IWbemContext of a call ([MS-WMI] 2.2.13), as one value: decoded with the call. On the wire it is an MInterfacePointer with an
/// OBJREF_CUSTOM.
/// </summary>
internal sealed class SentContext : INdrType<SentContext>
{
    private readonly InterfacePointer _pointer;
    private readonly WbemContext? _context;

    private SentContext(InterfacePointer pointer)
    {
        _pointer = pointer;
        try
        {
            _context = WbemContext.Read(pointer);
        }
        catch (MalformedException)
        {
            // An answer of the operation, not a fault of the call: see Check.
        }
    }

    /// <summary>What a client sends.</summary>
    public static implicit operator SentContext?(InterfacePointer? pointer) => pointer is null ? null : new(pointer);

    /// <inheritdoc/>
    public static SentContext ReadNdr(ref NdrReader reader) => new(InterfacePointer.ReadNdr(ref reader));

    /// <inheritdoc/>
    public static void WriteNdr(ref NdrWriter writer, SentContext value)
    {
        ArgumentNullException.ThrowIfNull(value);
        InterfacePointer.WriteNdr(ref writer, value._pointer);
    }

    /// <summary>Ends an operation whose context cannot be read, or asks for what is not here ([MS-WMI] 3.1.4.3).</summary>
    /// <exception cref="WmiException">It does.</exception>
    public void Check()
    {
        if (_context is null)
            throw new WmiException(WbemStatus.InvalidParameter, "a context that cannot be read");
        if (_context.Architecture is not (null or 32 or 64))
            throw new WmiException(WbemStatus.InvalidParameter, $"providers of {_context.Architecture} bits");
        // Providers here are part of the server: what it was built for is the native architecture. Another one is only a wish unless it is
        // required.
        if (_context is { Architecture: { } bits, IsArchitectureRequired: true } && bits != 8 * nint.Size)
            throw new WmiException(WbemStatus.ProviderLoadFailure, $"no providers of {bits} bits");
    }
}

using System.Buffers;

namespace Sekimori.Client.Rpc;

/// <summary>Two buffers: one is written while the other is sent.</summary>
internal sealed class SwitchedBuffer : IBufferWriter<byte>
{
    /// <summary>A buffer that has grown beyond this is not kept: one large call must not cost memory for the connection's life.</summary>
    private const int KeptCapacity = 64 * 1024;

    private ArrayBufferWriter<byte> _written = new();
    private ArrayBufferWriter<byte> _sent = new();

    /// <summary>What has been written since the last switch; valid until the next one.</summary>
    public ReadOnlyMemory<byte> Switch()
    {
        (_written, _sent) = (_sent, _written);
        if (_written.Capacity > KeptCapacity) _written = new();
        else _written.ResetWrittenCount();
        return _sent.WrittenMemory;
    }

    public void Advance(int count) => _written.Advance(count);

    public Memory<byte> GetMemory(int sizeHint = 0) => _written.GetMemory(sizeHint);

    public Span<byte> GetSpan(int sizeHint = 0) => _written.GetSpan(sizeHint);
}

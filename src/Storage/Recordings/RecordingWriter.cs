using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sekimori.Storage.Recordings;

/// <summary>Writes one recording. Text is kept until a frame is worth it; what was written stays as it is. Thread-safe.</summary>
internal sealed class RecordingWriter : IDisposable
{
    // A frame costs 20 bytes: smaller ones are written when time passes (Flush).
    private const int WorthWriting = 32 * 1024;

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly AesGcm _cipher;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    // Pooled, and empty once a frame is written: a shell that says nothing holds no memory.
    private byte[] _pending = [];
    private int _kept;
    private long _frames, _bytes;
    private bool _isClosed;

    internal RecordingWriter(string path, byte[] folderKey)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(path, options);
        var salt = RandomNumberGenerator.GetBytes(RecordingFormat.SaltBytes);
        _cipher = RecordingFormat.Cipher(folderKey, salt);
        Write(RecordingFormat.Magic);
        Write(salt);
    }

    /// <summary>SHA-256 of the file so far, in hexadecimal, and the bytes that it is of.</summary>
    public (string Sum, long Bytes) Sum
    {
        get
        {
            lock (_gate) return (Convert.ToHexStringLower(_hash.GetCurrentHash()), _bytes);
        }
    }

    /// <summary>Appends text.</summary>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    public void Append(ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            if (_isClosed) return;
            while (text.Length > 0)
            {
                var part = text[..Math.Min(text.Length, RecordingFormat.LargestFrame - _kept)];
                text = text[part.Length..];
                // A part that is a frame by itself is encrypted where it is.
                if (_kept == 0 && part.Length >= WorthWriting) WriteFrame(part, isLast: false);
                else Keep(part);
                if (_kept >= WorthWriting) WriteKept(isLast: false);
            }
        }
    }

    /// <summary>Writes what is kept.</summary>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    public void Flush()
    {
        lock (_gate)
        {
            if (!_isClosed && _kept > 0) WriteKept(isLast: false);
        }
    }

    /// <summary>Writes the end, and makes the file durable.</summary>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    public void Close()
    {
        lock (_gate)
        {
            if (_isClosed) return;
            _isClosed = true;
            WriteKept(isLast: true);
            _file.Flush(flushToDisk: true);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _file.Dispose();
            _cipher.Dispose();
            _hash.Dispose();
            Release();
        }
    }

    private void Keep(ReadOnlySpan<byte> part)
    {
        if (_pending.Length - _kept < part.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_kept + part.Length, _pending.Length * 2));
            _pending.AsSpan(0, _kept).CopyTo(larger);
            var kept = _kept;
            Release();
            (_pending, _kept) = (larger, kept);
        }
        part.CopyTo(_pending.AsSpan(_kept));
        _kept += part.Length;
    }

    private void WriteKept(bool isLast)
    {
        WriteFrame(_pending.AsSpan(0, _kept), isLast);
        Release();
    }

    // What was typed and read is in it.
    private void Release()
    {
        if (_pending.Length > 0)
        {
            _pending.AsSpan(0, _kept).Clear();
            ArrayPool<byte>.Shared.Return(_pending);
        }
        (_pending, _kept) = ([], 0);
    }

    private void WriteFrame(ReadOnlySpan<byte> text, bool isLast)
    {
        var length = RecordingFormat.LengthBytes + text.Length + RecordingFormat.TagBytes;
        var rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var frame = rented.AsSpan(0, length);
            BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)text.Length | (isLast ? RecordingFormat.Last : 0));
            Span<byte> nonce = stackalloc byte[RecordingFormat.NonceBytes];
            RecordingFormat.WriteNonce(nonce, _frames++);
            _cipher.Encrypt(nonce, text, frame.Slice(RecordingFormat.LengthBytes, text.Length), frame[^RecordingFormat.TagBytes..],
                frame[..RecordingFormat.LengthBytes]);
            Write(frame);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _hash.AppendData(bytes);
        _bytes += bytes.Length;
    }
}

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
    private readonly MemoryStream _pending = new();
    private long _frames;
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

    /// <summary>Bytes of the file so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>SHA-256 of the file so far, in hexadecimal.</summary>
    public string Sum
    {
        get
        {
            lock (_gate) return Convert.ToHexStringLower(_hash.GetCurrentHash());
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
                var part = text[..Math.Min(text.Length, RecordingFormat.LargestFrame - (int)_pending.Length)];
                _pending.Write(part);
                text = text[part.Length..];
                if (_pending.Length >= WorthWriting) WriteFrame(isLast: false);
            }
        }
    }

    /// <summary>Writes what is kept.</summary>
    /// <exception cref="IOException">The disk is full, or the file cannot be written.</exception>
    public void Flush()
    {
        lock (_gate)
        {
            if (!_isClosed && _pending.Length > 0) WriteFrame(isLast: false);
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
            WriteFrame(isLast: true);
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
            _pending.Dispose();
        }
    }

    private void WriteFrame(bool isLast)
    {
        var count = (int)_pending.Length;
        var frame = new byte[RecordingFormat.LengthBytes + count + RecordingFormat.TagBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)count | (isLast ? RecordingFormat.Last : 0));
        Span<byte> nonce = stackalloc byte[RecordingFormat.NonceBytes];
        RecordingFormat.WriteNonce(nonce, _frames++);
        _cipher.Encrypt(nonce, _pending.GetBuffer().AsSpan(0, count), frame.AsSpan(RecordingFormat.LengthBytes, count),
            frame.AsSpan(RecordingFormat.LengthBytes + count), frame.AsSpan(0, RecordingFormat.LengthBytes));
        _pending.SetLength(0);
        Write(frame);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        _file.Write(bytes);
        _hash.AppendData(bytes);
        Bytes += bytes.Length;
    }
}

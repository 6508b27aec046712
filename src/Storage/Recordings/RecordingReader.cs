using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sekimori.Storage.Recordings;

/// <summary>Reads one recording frame by frame. Not thread-safe.</summary>
internal sealed class RecordingReader : IDisposable
{
    private readonly FileStream _file;
    private readonly AesGcm _cipher;
    private long _frames;

    internal RecordingReader(string path, byte[] folderKey)
    {
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            Span<byte> head = stackalloc byte[RecordingFormat.Magic.Length + RecordingFormat.SaltBytes];
            if (_file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length || !head.StartsWith(RecordingFormat.Magic))
                throw new InvalidDataException($"{path} is not a recording");
            _cipher = RecordingFormat.Cipher(folderKey, head[RecordingFormat.Magic.Length..]);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>True once the end was read: nothing is missing.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The text of the next frame; null at the end of the file, whole or cut.</summary>
    /// <exception cref="InvalidDataException">The frame was changed or moved, or the key is another one.</exception>
    public byte[]? Next()
    {
        if (IsWhole) return null;
        var head = new byte[RecordingFormat.LengthBytes];
        if (_file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length) return null;
        var word = BinaryPrimitives.ReadUInt32LittleEndian(head);
        var count = word & ~RecordingFormat.Last;
        if (count > RecordingFormat.LargestFrame) throw new InvalidDataException($"frame {_frames} has {count} bytes");
        var frame = new byte[count + RecordingFormat.TagBytes];
        // The writer was killed within a frame.
        if (_file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length) return null;
        Span<byte> nonce = stackalloc byte[RecordingFormat.NonceBytes];
        RecordingFormat.WriteNonce(nonce, _frames);
        var text = new byte[count];
        try
        {
            _cipher.Decrypt(nonce, frame.AsSpan(0, (int)count), frame.AsSpan((int)count), text, head);
        }
        catch (CryptographicException wrong)
        {
            throw new InvalidDataException($"frame {_frames} was changed, or the key is another one", wrong);
        }
        _frames++;
        IsWhole = (word & RecordingFormat.Last) != 0;
        return text;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cipher.Dispose();
        _file.Dispose();
    }
}

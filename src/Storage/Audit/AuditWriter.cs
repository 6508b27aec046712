using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Sekimori.Storage.Audit;

/// <summary>
/// Writes whole batches of lines, and keeps the chain whole whatever the disk does: a batch is written in full, or not at all. Lost lines
/// are reported by a line of their own ("gap") before the next batch. Used by one thread.
/// </summary>
internal sealed class AuditWriter : IDisposable
{
    /// <summary>The factor by which more files are kept if the database lacks them.</summary>
    private const int FilesForDatabase = 4;

    private readonly AuditOptions _options;
    private readonly AuditKey _key;
    private readonly ArrayBufferWriter<byte> _bytes = new(1 << 16);
    private IAuditFile? _file;
    private int _number, _sinceHead;
    private long _length, _untold;
    private readonly IncrementalHash _hasher = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _hash = new byte[AuditLine.HashDigits];
    private DateTimeOffset _signed;

    public AuditWriter(AuditOptions options, AuditKey key, DateTimeOffset now)
    {
        (_options, _key, _signed) = (options, key, now);
        (_number, Sequence, var hash) = AuditRecovery.Run(options.Folder);
        Encoding.ASCII.GetBytes(hash, _hash);
        _file = Open(_number);
        _length = _file.Length;
    }

    /// <summary>The number of the last line.</summary>
    public long Sequence { get; private set; }

    /// <summary>The last line that the database has; null if there is no database.</summary>
    public required Func<long?> Fed { get; init; }

    /// <summary>True if lines were written that no signed head covers yet.</summary>
    public bool IsHeadDue => _sinceHead > 0;

    /// <summary>Writes a batch.</summary>
    /// <param name="batch">The members of each line.</param>
    /// <param name="now">The time.</param>
    /// <param name="isDurable">True to force it to the disk.</param>
    /// <param name="mustSign">True to sign the head after it.</param>
    /// <returns>The number of the first line of the batch.</returns>
    /// <exception cref="IOException">Nothing of the batch was written.</exception>
    public long Write(IReadOnlyList<AuditLines> batch, DateTimeOffset now, bool isDurable, bool mustSign)
    {
        _bytes.ResetWrittenCount();
        var sequence = Sequence;
        Span<byte> hash = stackalloc byte[AuditLine.HashDigits];
        _hash.CopyTo(hash);
        if (_untold > 0)
            AuditLine.Write(_bytes, ++sequence, hash,
                AuditLine.Members("gap", now, [new("lost", _untold.ToString(System.Globalization.CultureInfo.InvariantCulture))]), _hasher);
        var first = sequence + 1;
        foreach (var lines in batch)
            for (var at = 0; at < lines.Count; at++) AuditLine.Write(_bytes, ++sequence, hash, lines[at], _hasher);
        var unsigned = _sinceHead + (int)(sequence + 1 - first);
        var signs = mustSign || unsigned >= _options.SignEvery || (unsigned > 0 && now - _signed >= _options.SignAfter);
        if (signs)
        {
            var time = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
            var text = Encoding.ASCII.GetString(hash);
            var head = new AuditHead(sequence, text, time, _key.Sign(sequence, text, time));
            AuditLine.Write(_bytes, ++sequence, hash, AuditLine.Members("head", now, head.Members), _hasher);
        }
        Put(isDurable || signs);
        hash.CopyTo(_hash);
        (Sequence, _untold, _length) = (sequence, 0, _length + _bytes.WrittenCount);
        (_sinceHead, _signed) = signs ? (0, now) : (unsigned, _signed);
        return first;
    }

    /// <summary>Lines were dropped; the next batch contains their number.</summary>
    public void Lose(long count) => _untold += count;

    /// <summary>Starts the next file if this one is full. If the disk has no room for another file, this one grows.</summary>
    public void RotateIfFull()
    {
        if (_length < _options.RotateAt || _file is null) return;
        try
        {
            _file.Force();
            var next = Open(_number + 1);
            _file.Dispose();
            (_file, _number, _length) = (next, _number + 1, next.Length);
            if (_options.KeepFiles <= 0) return;
            var files = AuditFiles.All(_options.Folder);
            for (var at = 0; at < files.Count - _options.KeepFiles; at++)
                if (at < files.Count - FilesForDatabase * _options.KeepFiles || IsFed(files[at + 1])) File.Delete(files[at]);
                else break;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            // Tried again after the next batch.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _hasher.Dispose();
    }

    /// <summary>True if nobody needs the lines before this file any more.</summary>
    private bool IsFed(string file) => Fed() is not { } fed || AuditFiles.FirstOf(file) is not { } first || first <= fed + 1;

    private void Put(bool isDurable)
    {
        try
        {
            _file ??= Reopen();
            _file.Append(_bytes.WrittenSpan);
            if (isDurable) _file.Force();
        }
        catch
        {
            TakeBack();
            throw;
        }
    }

    /// <summary>Removes what was half written, now or when the file is opened again.</summary>
    private void TakeBack()
    {
        try
        {
            _file?.CutOff(_length);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _file?.Dispose();
            _file = null;
        }
    }

    private IAuditFile Reopen()
    {
        var file = Open(_number);
        if (file.Length > _length) file.CutOff(_length);
        return file;
    }

    private IAuditFile Open(int number)
    {
        var path = AuditFiles.Path(_options.Folder, number);
        return _options.OpenFile?.Invoke(path) ?? new AuditFile(path);
    }
}

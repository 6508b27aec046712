using Sekimori.Storage.Audit;

namespace Sekimori.Server.Tests.Guarding.Reading;

/// <summary>A file of an audit log that lies in memory: a property test has hundreds of megabytes of lines.</summary>
internal sealed class MemoryFile : IAuditFile
{
    private readonly MemoryStream _bytes = new();

    public long Length => _bytes.Length;

    public void Append(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Force()
    {
    }

    public void CutOff(long length) => _bytes.SetLength(length);

    public string[] Lines() =>
        System.Text.Encoding.UTF8.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public void Dispose()
    {
    }
}

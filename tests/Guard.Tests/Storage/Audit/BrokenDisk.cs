using Sekimori.Storage.Audit;

namespace Sekimori.Storage.Tests.Audit;

/// <summary>A disk that fails when it is told to, as one without room does.</summary>
internal sealed class BrokenDisk
{
    public enum Fails
    {
        Append,
        AppendHalf,
        AppendHalfAndCutOff,
        Force,
    }

    public Fails? Failing { get; set; }

    public IAuditFile Open(string path) =>
        new OneFile(this, new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite, 0));

    private static IOException NoRoom() => new("No space left on device");

    private sealed class OneFile(BrokenDisk disk, FileStream file) : IAuditFile
    {
        public long Length => file.Length;

        public void Append(ReadOnlySpan<byte> bytes)
        {
            if (disk.Failing == Fails.Append) throw NoRoom();
            file.Seek(0, SeekOrigin.End);
            var isHalf = disk.Failing is Fails.AppendHalf or Fails.AppendHalfAndCutOff;
            file.Write(isHalf ? bytes[..(bytes.Length / 2)] : bytes);
            if (isHalf) throw NoRoom();
        }

        public void Force()
        {
            if (disk.Failing == Fails.Force) throw NoRoom();
        }

        public void CutOff(long length)
        {
            if (disk.Failing == Fails.AppendHalfAndCutOff) throw NoRoom();
            file.SetLength(length);
        }

        public void Dispose() => file.Dispose();
    }
}

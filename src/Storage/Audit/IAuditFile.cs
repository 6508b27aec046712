namespace Sekimori.Storage.Audit;

/// <summary>One file of an audit log, as its writer needs it. A seam: tests use a disk that fails on request.</summary>
internal interface IAuditFile : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>Appends bytes. After a failure any part of them may be there.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Forces what was written to the disk.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    void Force();

    /// <summary>Cuts off everything after <paramref name="length"/>.</summary>
    /// <exception cref="IOException">It cannot be.</exception>
    void CutOff(long length);
}

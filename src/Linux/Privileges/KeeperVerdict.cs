namespace Sekimori.Linux.Privileges;

/// <summary>The outcome of a request.</summary>
internal enum KeeperVerdict : byte
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>The account may not have it done.</summary>
    Refused,

    /// <summary>The system did not do it.</summary>
    Failed,
}

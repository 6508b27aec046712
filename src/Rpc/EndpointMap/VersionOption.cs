namespace Sekimori.Rpc.EndpointMap;

/// <summary>Which versions of an interface match ([MS-RPCE] 2.2.1.2.4).</summary>
internal enum VersionOption : uint
{
    /// <summary>RPC_C_VERS_ALL: every one.</summary>
    All = 1,

    /// <summary>RPC_C_VERS_COMPATIBLE: the same major version, no lower minor version.</summary>
    Compatible = 2,

    /// <summary>RPC_C_VERS_EXACT: the same.</summary>
    Exact = 3,

    /// <summary>RPC_C_VERS_MAJOR_ONLY: the same major version.</summary>
    MajorOnly = 4,

    /// <summary>RPC_C_VERS_UPTO: none that is higher.</summary>
    UpTo = 5,
}

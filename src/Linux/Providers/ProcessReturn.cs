namespace Sekimori.Linux.Providers;

/// <summary>What the methods of Win32_Process return, as Microsoft documents it.</summary>
internal static class ProcessReturn
{
    public const uint Success = 0;
    public const uint AccessDenied = 2;
    public const uint InsufficientPrivilege = 3;
    public const uint UnknownFailure = 8;
    public const uint PathNotFound = 9;
    public const uint InvalidParameter = 21;
}

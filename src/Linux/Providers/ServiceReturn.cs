namespace Sekimori.Linux.Providers;

/// <summary>What the methods of Win32_Service return, as Microsoft documents it.</summary>
internal static class ServiceReturn
{
    public const uint Success = 0;
    public const uint AccessDenied = 2;
    public const uint NotActive = 6;
    public const uint RequestTimeout = 7;
    public const uint UnknownFailure = 8;
    public const uint AlreadyRunning = 10;
    public const uint Disabled = 14;
    public const uint InvalidParameter = 21;
}

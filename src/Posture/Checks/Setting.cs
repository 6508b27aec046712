namespace Sekimori.Posture.Checks;

/// <summary>
/// A setting of Windows and the places that contain it. A policy's value takes precedence over the host's own; what is in neither place is
/// not seen, because a file rarely contains every value.
/// </summary>
/// <param name="Id">Its name in reports.</param>
/// <param name="Policy">The registry value that policies write, "HKLM\…!Name"; null if there is none.</param>
/// <param name="Local">The registry value of the host itself; null if there is none.</param>
/// <param name="WinRm">Its place in `winrm get winrm/config`, "Service/Auth/Basic"; null if there is none.</param>
internal sealed record Setting(string Id, string? Policy, string? Local, string? WinRm);

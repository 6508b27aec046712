using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Posture.Offline;
using Sekimori.Survey.Logon;

namespace Sekimori.App.Posture;

/// <summary>`sekimori audit collect-script`: a script for hosts that the audit does not reach.</summary>
internal static class CollectCommand
{
    public static Command Create() => new Command("collect-script",
        "Write a PowerShell script that collects on a Windows host what `audit run` reads, without an installation.")
    {
        RunOptions.Output,
    }.Does((result, screen, _) =>
    {
        using var output = new ReportOutput(screen, result.GetValue(RunOptions.Output));
        // The PowerShell of Windows takes a file without a mark for the system's code page; the script is ASCII.
        output.Guarded(() => output.Writer.Write(Script().ReplaceLineEndings("\r\n")));
        output.Complete();
        return Task.FromResult(ExitCode.Done);
    });

    private static string Script() => $$"""
        # Collects what 'sekimori audit run' reads, into one file; changes nothing. Version {{RunCommand.Version}}.
        # Run it as administrator: powershell -ExecutionPolicy Bypass -File collect.ps1 [-Output FILE]
        param([string]$Output = "sekimori-$env:COMPUTERNAME.json")
        $ErrorActionPreference = 'SilentlyContinue'
        $keys = @(
        {{string.Join(",\n", RegistryQuestions.Keys.OrderBy(key => key.Key, StringComparer.OrdinalIgnoreCase)
            .Select(key => $"    @('{key.Key}', '{string.Join(';', key)}')"))}}
        )
        $facts = New-Object System.Collections.ArrayList
        function Add-Fact($fact, $subject, $value) {
            [void]$facts.Add([ordered]@{ fact = $fact; subject = $subject; value = [string]$value })
        }
        foreach ($one in $keys) {
            $key = Get-Item -LiteralPath ("HKLM:\" + $one[0])
            if (-not $key) { continue }
            $wanted = $one[1].Split(';')
            foreach ($name in $key.GetValueNames()) {
                if ($wanted -notcontains '*' -and $wanted -notcontains $name) { continue }
                $value = $key.GetValue($name, $null, 'DoNotExpandEnvironmentNames')
                switch ($key.GetValueKind($name)) {
                    'MultiString' { $value = $value -join ',' }
                    'Binary' { $value = -join ($value | ForEach-Object { $_.ToString('x2') }) }
                    'DWord' { $value = [BitConverter]::ToUInt32([BitConverter]::GetBytes([int]$value), 0) }
                }
                Add-Fact 'registry' ("HKLM\" + $one[0] + "!" + $name) $value
            }
        }
        $system = Get-CimInstance Win32_OperatingSystem
        if ($system) { Add-Fact 'os.version' '' $system.Version; Add-Fact 'os.name' '' $system.Caption }
        $update = Get-HotFix | Where-Object InstalledOn | Sort-Object InstalledOn | Select-Object -Last 1
        if ($update) { Add-Fact 'os.updated' $update.HotFixID $update.InstalledOn.ToString('yyyy-MM-dd') }
        foreach ($sid in 'S-1-5-32-544', 'S-1-5-32-580', 'S-1-5-32-562', 'S-1-5-32-573') {
            $group = Get-LocalGroup -SID $sid
            if (-not $group) { continue }
            $members = @(Get-LocalGroupMember -SID $sid | ForEach-Object Name)
            Add-Fact 'group.members' $group.Name ("{0}: {1}" -f $members.Count, ($members -join ', '))
        }
        foreach ($user in Get-CimInstance Win32_UserAccount -Filter 'LocalAccount = TRUE') {
            $state = if ($user.Disabled) { 'disabled' } else { 'enabled' }
            $expires = if ($user.PasswordExpires) { 'password expires' } else { 'password never expires' }
            Add-Fact 'account' $user.Name ("{0}, {1}, {2}" -f $state, $expires, $user.SID)
        }
        $draft = [IO.Path]::GetTempFileName()
        secedit.exe /export /cfg $draft /quiet | Out-Null
        $template = Get-Content -LiteralPath $draft -Raw
        Remove-Item -LiteralPath $draft
        $bundle = [ordered]@{
            {{BundleReader.Mark}} = 1
            host = $env:COMPUTERNAME
            time = (Get-Date).ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ')
            by = "$env:USERDOMAIN\$env:USERNAME"
            winrm = [string]((winrm.cmd get winrm/config 2>$null) -join "`n")
            template = [string]$template
            filters = [string]((netsh.exe rpc filter show filter 2>$null) -join "`n")
            facts = $facts
        }
        $path = Join-Path (Get-Location) $Output
        [IO.File]::WriteAllText($path, (ConvertTo-Json $bundle -Depth 4), (New-Object Text.UTF8Encoding $false))
        "written: $Output; read it with: sekimori audit run $Output"

        """;
}

using System.CommandLine;

namespace Sekimori.App.Cim;

/// <summary>Arguments and options that `cim`, `wmi` and `wsman` have alike.</summary>
internal static class CimOperands
{
    /// <summary>PATTERN.</summary>
    public static Argument<string?> Pattern { get; } = new("PATTERN")
    {
        Description = "Only classes whose name matches: % matches any text, _ any character.", Arity = ArgumentArity.ZeroOrOne
    };

    /// <summary>CLASS.</summary>
    public static Argument<string> ClassName { get; } = new("CLASS") { Description = "The class, for example Win32_Process." };

    /// <summary>QUERY.</summary>
    public static Argument<string> Wql { get; } = new("QUERY")
    {
        Description = "A WQL query: \"select Name, State from Win32_Service where StartMode = 'Auto'\"."
    };

    /// <summary>PATH.</summary>
    public static Argument<string> ObjectPath { get; } = new("PATH")
    {
        Description = "The object: Win32_LogicalDisk.DeviceID=\"/\", Win32_OperatingSystem=@, or a class for its own methods."
    };

    /// <summary>METHOD.</summary>
    public static Argument<string> Method { get; } = new("METHOD") { Description = "The method." };

    /// <summary>PARAMETER=VALUE.</summary>
    public static Argument<string[]> Parameters { get; } = new("PARAMETER=VALUE")
    {
        Description = "The method's input; a repeated name gives an array.", Arity = ArgumentArity.ZeroOrMore
    };

    /// <summary>--namespace.</summary>
    public static Option<string> Namespace { get; } = new("--namespace", "-n")
    {
        Description = "The namespace (default: root/cimv2).", HelpName = "NAME", DefaultValueFactory = _ => "root/cimv2"
    };

    /// <summary>--mof.</summary>
    public static Option<bool> Mof { get; } = new("--mof") { Description = "Write definitions in the Managed Object Format." };
}

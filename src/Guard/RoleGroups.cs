namespace Sekimori.Guard;

/// <summary>
/// Roles as groups that a policy may name. Each role includes those before it: a policy rule for operators applies to administrators too.
/// </summary>
internal static class RoleGroups
{
    private static readonly string[][] Names = [[], ["reader"], ["operator", "reader"], ["administrator", "operator", "reader"]];

    /// <summary>The groups of a role.</summary>
    public static IReadOnlyList<string> Of(Role role) => Names[(int)role];

    /// <summary>The value of <see cref="Caller.Groups"/> for a role and other groups.</summary>
    public static IReadOnlyList<string> With(Role role, IReadOnlyList<string> others) =>
        others.Count == 0 ? [] : [.. Names[(int)role], .. others];

    /// <summary>All groups of a caller.</summary>
    public static IReadOnlyList<string> Of(Caller caller) => caller.Groups.Count > 0 ? caller.Groups : Of(caller.Role);
}

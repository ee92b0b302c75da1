namespace Fachwerk.Tests.Guard;

/// <summary>What the guard refuses, and what to do instead.</summary>
/// <param name="Name">How findings call it.</param>
internal sealed record DeviceRule(string Name, string Advice)
{
    public static readonly DeviceRule Api = new("not on the device",
        "The compiler finds no such thing among firmware/device-api. Write it without, or, if nanoFramework has it, "
        + "add it to the list as its README.md says.");

    public static readonly DeviceRule Generics = new("generics",
        "nanoFramework 1.x runs no generics, neither own ones nor Func<> and the like: write a plain type, an array, "
        + "or a delegate of your own.");

    public static readonly DeviceRule Grid = new("array of several dimensions",
        "It compiles and crashes the device: use one array and an index, or an array of arrays.");

    public static readonly DeviceRule InterfaceBody = new("interface with a body",
        "Default and static interface members crash the device: put the code into a class.");

    public static readonly DeviceRule StackAllocation = new("stackalloc",
        "It compiles and crashes the device: take a byte[] that was made at start-up.");

    public static readonly DeviceRule FunctionPointer = new("function pointer",
        "It compiles and crashes the device: declare a delegate.");

    public static readonly DeviceRule FixedBuffer = new("fixed buffer",
        "It compiles and crashes the device: use an array.");

    public static readonly DeviceRule Pointer = new("pointer",
        "The interpreter has no pointers: use byte[] buffer, int offset, int count.");

    public static readonly DeviceRule Checked = new("checked arithmetic",
        "The device does not throw on overflow: compare with the limit before you calculate.");

    public static readonly DeviceRule EnumText = new("text of an enum",
        "An enum is boxed or asked for its text, and on the device that is its number: switch over it instead.");
}

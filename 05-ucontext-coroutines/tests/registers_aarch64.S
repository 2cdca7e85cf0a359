// extern "C" std::uint64_t changed_registers(void (*call)(void*),
//                                            void* argument,
//                                            std::uint64_t seed)
//
// Fills every register that a function has to keep, calls call(argument), and
// returns 0 if all of them were kept.
//
//     sp + 160   seed
//        +  96   d8 ... d15   of our caller
//        +  80   x29, x30
//        +   0   x19 ... x28

#define FRAME 176

        .text
        .globl  changed_registers
        .type   changed_registers, %function
changed_registers:
        sub     sp, sp, #FRAME
        stp     x19, x20, [sp, #0]
        stp     x21, x22, [sp, #16]
        stp     x23, x24, [sp, #32]
        stp     x25, x26, [sp, #48]
        stp     x27, x28, [sp, #64]
        stp     x29, x30, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        str     x2, [sp, #160]
        add     x19, x2, #19
        add     x20, x2, #20
        add     x21, x2, #21
        add     x22, x2, #22
        add     x23, x2, #23
        add     x24, x2, #24
        add     x25, x2, #25
        add     x26, x2, #26
        add     x27, x2, #27
        add     x28, x2, #28
        add     x29, x2, #29
        add     x9, x2, #8
        fmov    d8, x9
        add     x9, x2, #9
        fmov    d9, x9
        add     x9, x2, #10
        fmov    d10, x9
        add     x9, x2, #11
        fmov    d11, x9
        add     x9, x2, #12
        fmov    d12, x9
        add     x9, x2, #13
        fmov    d13, x9
        add     x9, x2, #14
        fmov    d14, x9
        add     x9, x2, #15
        fmov    d15, x9
        mov     x9, x0
        mov     x0, x1
        blr     x9

        ldr     x2, [sp, #160]
        mov     x0, #0
        add     x9, x2, #19
        eor     x9, x9, x19
        orr     x0, x0, x9
        add     x9, x2, #20
        eor     x9, x9, x20
        orr     x0, x0, x9
        add     x9, x2, #21
        eor     x9, x9, x21
        orr     x0, x0, x9
        add     x9, x2, #22
        eor     x9, x9, x22
        orr     x0, x0, x9
        add     x9, x2, #23
        eor     x9, x9, x23
        orr     x0, x0, x9
        add     x9, x2, #24
        eor     x9, x9, x24
        orr     x0, x0, x9
        add     x9, x2, #25
        eor     x9, x9, x25
        orr     x0, x0, x9
        add     x9, x2, #26
        eor     x9, x9, x26
        orr     x0, x0, x9
        add     x9, x2, #27
        eor     x9, x9, x27
        orr     x0, x0, x9
        add     x9, x2, #28
        eor     x9, x9, x28
        orr     x0, x0, x9
        add     x9, x2, #29
        eor     x9, x9, x29
        orr     x0, x0, x9
        add     x9, x2, #8
        fmov    x10, d8
        eor     x9, x9, x10
        orr     x0, x0, x9
        add     x9, x2, #9
        fmov    x10, d9
        eor     x9, x9, x10
        orr     x0, x0, x9
        add     x9, x2, #10
        fmov    x10, d10
        eor     x9, x9, x10
        orr     x0, x0, x9
        add     x9, x2, #11
        fmov    x10, d11
        eor     x9, x9, x10
        orr     x0, x0, x9
        add     x9, x2, #12
        fmov    x10, d12
        eor     x9, x9, x10
        orr     x0, x0, x9
        add     x9, x2, #13
        fmov    x10, d13
        eor     x9, x9, x10
        orr     x0, x0, x9
        add     x9, x2, #14
        fmov    x10, d14
        eor     x9, x9, x10
        orr     x0, x0, x9
        add     x9, x2, #15
        fmov    x10, d15
        eor     x9, x9, x10
        orr     x0, x0, x9
        ldp     d8, d9, [sp, #96]
        ldp     d10, d11, [sp, #112]
        ldp     d12, d13, [sp, #128]
        ldp     d14, d15, [sp, #144]
        ldp     x19, x20, [sp, #0]
        ldp     x21, x22, [sp, #16]
        ldp     x23, x24, [sp, #32]
        ldp     x25, x26, [sp, #48]
        ldp     x27, x28, [sp, #64]
        ldp     x29, x30, [sp, #80]
        add     sp, sp, #FRAME
        ret
        .size   changed_registers, . - changed_registers

// extern "C" void switch_over(void* one_direction): from and to in memory
// become the two arguments of the switch, which returns to our caller.

        .globl  switch_over
        .type   switch_over, %function
switch_over:
        ldr     x1, [x0, #8]            // to,
        ldr     x1, [x1]                // and what it holds
        ldr     x0, [x0]                // from
        b       net_switch_by_assembly
        .size   switch_over, . - switch_over

        .section .note.GNU-stack, "", %progbits
